import { describe, expect, it } from 'vitest';
import { launchDarklyContract } from './contract.ts';

const FLAG = '/api/v2/flags/shop/new-checkout';
const headers = { 'content-type': 'application/json' };

function patch(body: unknown) {
  return { method: 'patch', path: FLAG, headers, query: '', body };
}

function got(path: string, query = '') {
  return { method: 'get', path, headers: {}, query };
}

const REQUESTS = '/api/v2/projects/shop/flags/new-checkout/environments/production/approval-requests';
function post(path: string, body: unknown) {
  return { method: 'post', path, headers, query: '', body };
}

const share = { kind: 'updateFallthroughVariationOrRollout' };
const good = {
  comment: 'why',
  environmentKey: 'production',
  instructions: [
    { kind: 'turnFlagOn' },
    { ...share, rolloutWeights: { a: 1, b: 99_999 }, rolloutContextKind: 'user', rolloutBucketBy: 'key' },
  ],
};

describe("LaunchDarkly's description", () => {
  it.each([
    ['percentages', patch(good)],
    ['one variation for all', patch({ ...good, instructions: [{ ...share, variationId: 'a' }] })],
    ['a flag in one environment', got(FLAG, 'env=production')],
    ['a request for an approval', post(REQUESTS, { description: 'why', instructions: good.instructions })],
    ['the application of an approved one', post(`${REQUESTS}/id/apply`, { comment: 'why' })],
    ['changes of a flag', got('/api/v2/auditlog', 'limit=20&spec=proj%2Fa%3Aenv%2Fb%3Aflag%2Fc')],
  ])('takes %s', async (_, call) => {
    expect((await launchDarklyContract()).checkRequest(call)).toEqual([]);
  });

  it.each([
    ['a patch of no environment', patch({ instructions: good.instructions })],
    ['a patch of nothing', patch({ ...good, instructions: [] })],
    ['an instruction that it does not know', patch({ ...good, instructions: [{ kind: 'turnFlagUp' }] })],
    ['a share above all', patch({ ...good, instructions: [{ ...share, rolloutWeights: { a: 100_001 } }] })],
    ['both at once', patch({ ...good, instructions: [{ ...share, variationId: 'a', rolloutWeights: {} }] })],
    ['a parameter that it does not know', got(FLAG, 'environment=production')],
    ['a number that is none', got('/api/v2/auditlog', 'limit=many')],
    ['a request for an approval of nothing', post(REQUESTS, { description: 'why', instructions: [] })],
    ['a request for an approval without words', post(REQUESTS, { instructions: good.instructions })],
    ['a path that is not described', got('/api/v2/flags')],
  ])('refuses %s', async (_, call) => {
    expect((await launchDarklyContract()).checkRequest(call)).not.toEqual([]);
  });

  it('knows good answers from others', async () => {
    const contract = await launchDarklyContract();
    const error = { code: 'not_found', message: 'no' };
    expect(contract.checkResponse(got(FLAG), 404, error)).toEqual([]);
    expect(contract.checkResponse(got(FLAG), 404, { message: 'no' })).not.toEqual([]);
    expect(contract.checkResponse(got(FLAG), 418, error)).not.toEqual([]);
    expect(contract.checkResponse(got(FLAG), 200, { key: 'new-checkout' })).not.toEqual([]);
    expect(contract.checkResponse(patch(good), 405, error)).toEqual([]);
    expect(contract.checkResponse(patch(good), 403, error)).toEqual([]);
  });
});
