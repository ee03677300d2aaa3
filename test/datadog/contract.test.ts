import { describe, expect, it } from 'vitest';
import { datadogContract } from './contract.ts';

const GOOD = {
  data: {
    type: 'timeseries_request',
    attributes: { from: 1, to: 2, queries: [{ data_source: 'metrics', query: 'sum:x{*}', name: 'a' }] },
  },
};
const headers = { 'content-type': 'application/json' };

function asked(body: unknown, path = '/api/v2/query/timeseries') {
  return { method: 'post', path, headers, body, query: '' };
}

function got(path: string, query = '') {
  return { method: 'get', path, headers: {}, query };
}

const MONITORS = '/api/v1/monitor';
const MATCHES = '/api/v2/monitor/7/downtime_matches';

describe("Datadog's description", () => {
  it.each([
    ['what its reference shows', asked(GOOD)],
    ['a page of monitors', got(MONITORS, 'monitor_tags=a%3Ab&with_downtimes=true&page=0&page_size=100')],
    ['what mutes a monitor', got(MATCHES, 'page%5Blimit%5D=100')],
  ])('takes %s', async (_, request) => {
    expect((await datadogContract()).checkRequest(request)).toEqual([]);
  });

  it.each([
    ['a body without a range of time', asked({ data: { type: 'timeseries_request', attributes: {} } })],
    [
      'a query without its source',
      asked({ data: { ...GOOD.data, attributes: { from: 1, to: 2, queries: [{}] } } }),
    ],
    ['another kind of request', asked({ data: { ...GOOD.data, type: 'scalar_request' } })],
    ['a path that is not described', asked(GOOD, '/api/v1/query')],
    ['a page that is too large', got(MONITORS, 'page=0&page_size=1001')],
    ['a parameter that is not described', got(MONITORS, 'tag=a')],
    ['a monitor that has no number', got('/api/v2/monitor/x/downtime_matches')],
  ])('refuses %s', async (_, request) => {
    expect((await datadogContract()).checkRequest(request)).not.toEqual([]);
  });

  it('knows good answers with timeseries from others', async () => {
    const contract = await datadogContract();
    const attributes = { series: [{ group_tags: ['a:b'], query_index: 0 }], times: [1], values: [[null]] };
    const good = { data: { type: 'timeseries_response', attributes } };
    expect(contract.checkResponse(asked(GOOD), 200, good)).toEqual([]);
    const bad = { data: { type: 'timeseries_response', attributes: { ...attributes, values: [['1']] } } };
    expect(contract.checkResponse(asked(GOOD), 200, bad)).not.toEqual([]);
    expect(contract.checkResponse(asked(GOOD), 500, {})).not.toEqual([]);
  });

  it('knows good answers with monitors from others', async () => {
    const contract = await datadogContract();
    const monitor = {
      id: 7,
      name: 'a',
      type: 'query alert',
      query: 'q',
      overall_state: 'Alert',
      tags: ['a:b'],
    };
    expect(contract.checkResponse(got(MONITORS), 200, [monitor])).toEqual([]);
    for (const bad of [{ ...monitor, overall_state: 'Fire' }, { ...monitor, tags: 'a:b' }, { id: 7 }])
      expect(contract.checkResponse(got(MONITORS), 200, [bad])).not.toEqual([]);
    const match = { id: 'x', type: 'downtime_match', attributes: { scope: '*', groups: ['a:b'] } };
    expect(contract.checkResponse(got(MATCHES), 200, { data: [match] })).toEqual([]);
    expect(contract.checkResponse(got(MATCHES), 200, { data: [{ ...match, type: 'x' }] })).not.toEqual([]);
  });
});
