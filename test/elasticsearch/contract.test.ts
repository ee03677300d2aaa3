import { describe, expect, it } from 'vitest';
import { Contract } from './contract.ts';

const HEADER = { index: ['logs-*'], ignore_unavailable: false, preference: 'x' };
const BODY = {
  size: 0,
  query: { bool: { filter: [{ range: { '@timestamp': { gte: 1, lt: 2, format: 'epoch_millis' } } }] } },
  aggregations: { newest: { max: { field: '@timestamp' } } },
};

function msearch(...lines: readonly unknown[]) {
  return {
    method: 'POST',
    path: '/_msearch',
    body: lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  };
}

function fieldCaps(query: string) {
  return { method: 'GET', path: `/logs-%2A/_field_caps?${query}`, body: '' };
}

const GOOD = {
  took: 1,
  timed_out: false,
  _shards: { total: 1, successful: 1, failed: 0 },
  hits: { max_score: null, hits: [] },
  aggregations: {
    newest: { value: null },
    releases: { buckets: [{ doc_count: 2, bad: { doc_count: 1 }, spent: { value: 3 } }] },
    values: {
      doc_count_error_upper_bound: 0,
      sum_other_doc_count: 0,
      buckets: [{ key: 'v1', doc_count: 1 }],
    },
  },
  status: 200,
};

describe("Elasticsearch's description", () => {
  const contract = Contract.load();

  it('takes what its reference shows', () => {
    expect(contract.checkRequest(msearch(HEADER, BODY, HEADER, BODY))).toEqual([]);
    expect(contract.checkRequest(fieldCaps('fields=a,b&allow_no_indices=false'))).toEqual([]);
    const error = { type: 'index_not_found_exception', reason: 'no such index', index: 'x' };
    const answer = { took: 1, responses: [GOOD, { error, status: 404 }] };
    expect(contract.checkAnswer(msearch(), answer)).toEqual([]);
    const fields = { a: { long: { type: 'long', searchable: true, aggregatable: true } } };
    expect(contract.checkAnswer(fieldCaps(''), { indices: ['logs-1'], fields })).toEqual([]);
  });

  it.each([
    ['a header with a misspelt key', msearch({ ...HEADER, indices: 'a' }, BODY)],
    ['a header where the body belongs', msearch(BODY, HEADER)],
    ['a query of no kind', msearch(HEADER, { query: { trem: { a: 1 } } })],
    ['two fields in one range', msearch(HEADER, { query: { range: { a: { gt: 1 }, b: { gt: 1 } } } })],
    [
      'an aggregation without its field in words',
      msearch(HEADER, { aggregations: { a: { max: { field: 1 } } } }),
    ],
    ['a line that does not end', { ...msearch(HEADER), body: '{}\n{}' }],
    ['a parameter that is none', fieldCaps('field=a')],
    ['a parameter of another type', fieldCaps('fields=a&allow_no_indices=maybe')],
    ['another path', { ...msearch(HEADER, BODY), path: '/_search' }],
  ])('refuses %s', (_, call) => {
    expect(contract.checkRequest(call)).not.toEqual([]);
  });

  it.each([
    ['without a time', { responses: [GOOD] }],
    ['without shards', { took: 1, responses: [{ ...GOOD, _shards: undefined }] }],
    ['with a count in words', { took: 1, responses: [{ ...GOOD, took: 'one' }] }],
    [
      'with an aggregate of no kind',
      { took: 1, responses: [{ ...GOOD, aggregations: { newest: { at: 1 } } }] },
    ],
    ['with an error in words', { took: 1, responses: [{ error: 'gone', status: 404 }] }],
  ])('refuses an answer %s', (_, answer) => {
    expect(contract.checkAnswer(msearch(), JSON.parse(JSON.stringify(answer)))).not.toEqual([]);
  });
});
