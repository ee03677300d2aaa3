import { describe, expect, it } from 'vitest';
import { Contract } from './contract.ts';

const GOOD = {
  data: {
    type: 'timeseries_request',
    attributes: { from: 1, to: 2, queries: [{ data_source: 'metrics', query: 'sum:x{*}', name: 'a' }] },
  },
};
const headers = { 'content-type': 'application/json' };

function asked(body: unknown, path = '/api/v2/query/timeseries') {
  return { method: 'post', path, headers, body, query: {} };
}

describe("Datadog's description", () => {
  it('takes what its reference shows', async () => {
    expect((await Contract.load()).checkRequest(asked(GOOD))).toEqual([]);
  });

  it.each([
    ['a body without a range of time', asked({ data: { type: 'timeseries_request', attributes: {} } })],
    [
      'a query without its source',
      asked({ data: { ...GOOD.data, attributes: { from: 1, to: 2, queries: [{}] } } }),
    ],
    ['another kind of request', asked({ data: { ...GOOD.data, type: 'scalar_request' } })],
    ['a path that is not described', asked(GOOD, '/api/v1/query')],
  ])('refuses %s', async (_, request) => {
    expect((await Contract.load()).checkRequest(request)).not.toEqual([]);
  });

  it('knows good answers from others', async () => {
    const contract = await Contract.load();
    const attributes = { series: [{ group_tags: ['a:b'], query_index: 0 }], times: [1], values: [[null]] };
    const good = { data: { type: 'timeseries_response', attributes } };
    expect(contract.checkResponse(asked(GOOD), 200, good)).toEqual([]);
    const bad = { data: { type: 'timeseries_response', attributes: { ...attributes, values: [['1']] } } };
    expect(contract.checkResponse(asked(GOOD), 200, bad)).not.toEqual([]);
    expect(contract.checkResponse(asked(GOOD), 500, {})).not.toEqual([]);
  });
});
