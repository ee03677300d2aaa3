import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { startLaunchDarkly, TOKEN, type LaunchDarkly } from './start.ts';
import type { FlagRecord } from './records.ts';

const FLAG = '/api/v2/flags/shop/new-checkout';
const SEMANTIC = 'application/json; domain-model=launchdarkly.semanticpatch';
const problem = z.object({ code: z.string(), message: z.string() });

let server: LaunchDarkly;
let flag: FlagRecord;
beforeEach(async () => {
  server = await startLaunchDarkly();
  const values = [{ value: 'a' }, { value: 'b' }, { value: 'c' }];
  flag = server.world.addFlag('shop', 'new-checkout', values, ['staging', 'production']);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

async function ask(
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; json: unknown }> {
  const response = await fetch(server.url + path, {
    ...init,
    headers: { authorization: TOKEN, ...init.headers },
  });
  return { status: response.status, json: await response.json() };
}

async function patch(
  instructions: readonly unknown[],
  type = SEMANTIC,
): Promise<{ status: number; json: unknown }> {
  return ask(FLAG, {
    method: 'PATCH',
    headers: { 'content-type': type },
    body: JSON.stringify({ comment: 'why', environmentKey: 'production', instructions }),
  });
}

const share = 'updateFallthroughVariationOrRollout';
const id = (place: number): string => flag.variations[place]?.id ?? '';

describe('an emulated LaunchDarkly', () => {
  it('shows a flag in the environment that is asked for', async () => {
    const { status, json } = await ask(`${FLAG}?env=production`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      key: 'new-checkout',
      kind: 'multivariate',
      environments: { production: { on: false, offVariation: 2, fallthrough: { variation: 0 } } },
    });
    expect(json).not.toMatchObject({ environments: { staging: {} } });
    expect(server.violations).toEqual([]);
  });

  it('lists every variation of percentages, and counts the versions of one environment', async () => {
    const weights = { [id(0)]: 1, [id(1)]: 99_999 };
    const { json } = await patch([{ kind: 'turnFlagOn' }, { kind: share, rolloutWeights: weights }]);
    const variations = [1, 99_999, 0].map((weight, variation) => ({ variation, weight }));
    expect(json).toMatchObject({
      environments: {
        production: { on: true, version: 2, fallthrough: { rollout: { variations } } },
        staging: { on: false, version: 1 },
      },
    });
    expect(server.violations).toEqual([]);
  });

  it('tells in its audit log what was changed by whom', async () => {
    await patch([{ kind: 'turnFlagOn' }]);
    const ada = { kind: 'member', firstName: 'Ada', lastName: 'Lovelace' } as const;
    server.world.change(flag, 'staging', [{ kind: 'turnFlagOn' }], ada, 'by hand');
    const resource = 'proj/shop:env/production:flag/new-checkout';
    expect((await ask(`/api/v2/auditlog?spec=${encodeURIComponent(resource)}`)).json).toMatchObject({
      items: [{ comment: 'why', token: { name: 'glidepath' }, accesses: [{ action: 'updateOn', resource }] }],
    });
    expect(server.violations).toEqual([]);
  });

  it.each<[string, readonly unknown[], string]>([
    [
      'weights that are not all',
      [{ kind: 'turnFlagOn' }, { kind: share, rolloutWeights: { a: 1 } }],
      'Unknown variation',
    ],
    [
      'an unknown variation',
      [{ kind: 'turnFlagOn' }, { kind: share, variationId: 'x' }],
      'Unknown variation',
    ],
    ['an unknown instruction', [{ kind: 'turnFlagOn' }, { kind: 'turnFlagUp' }], 'not understood'],
  ])('changes nothing for %s', async (_, instructions, says) => {
    const { status, json } = await patch(instructions);
    expect(status).toBe(400);
    expect(z.parse(problem, json).message).toContain(says);
    expect(flag.environments.get('production')).toMatchObject({ on: false, version: 1 });
    expect(server.world.audit).toEqual([]);
  });

  it('changes nothing for shares that are not all together', async () => {
    const { status, json } = await patch([{ kind: share, rolloutWeights: { [id(0)]: 99_999 } }]);
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { message: 'Rollout weights must sum to 100000' },
    });
  });

  it('takes a semantic patch by its content type alone', async () => {
    expect((await patch([{ kind: 'turnFlagOn' }], 'application/json')).status).toBe(400);
  });

  it('asks for approvals, rights and a token that it knows', async () => {
    server.world.approvals.add('production');
    expect((await patch([{ kind: 'turnFlagOn' }])).status).toBe(405);
    server.tokens.set(TOKEN, { name: 'reader', rights: ['viewProject'] });
    expect((await patch([{ kind: 'turnFlagOn' }])).status).toBe(403);
    server.tokens.clear();
    expect((await ask(FLAG)).status).toBe(401);
    expect(server.violations).toEqual([]);
  });

  it('changes by an approval request what somebody has approved, and once only', async () => {
    const requests = '/api/v2/projects/shop/flags/new-checkout/environments/production/approval-requests';
    const headers = { 'content-type': 'application/json' };
    const post = (path: string, body: unknown) =>
      ask(requests + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const wanted = { description: 'please', instructions: [{ kind: 'turnFlagOn' }] };
    const unknown = { ...wanted, instructions: [{ kind: share, variationId: 'x' }] };
    expect((await post('', unknown)).status).toBe(400);
    expect(await post('', wanted)).toMatchObject({
      status: 201,
      json: { ...wanted, status: 'pending', reviewStatus: 'pending' },
    });
    const [request] = server.world.requests;
    if (request === undefined) throw new Error('there is no request');
    expect((await post(`/${request.id}/apply`, {})).status).toBe(400);
    const grace = { kind: 'member', firstName: 'Grace', lastName: 'Hopper' } as const;
    server.world.review(request, 'decline', grace);
    expect((await ask(`${requests}/${request.id}`)).json).toMatchObject({
      reviewStatus: 'declined',
      allReviews: [{ kind: 'decline', memberId: 'grace-hopper' }],
    });
    expect((await ask('/api/v2/members/grace-hopper')).json).toMatchObject({ firstName: 'Grace' });
    expect((await post(`/${request.id}/apply`, {})).status).toBe(400);
    server.world.review(request, 'approve', grace);
    expect(await post(`/${request.id}/apply`, { comment: 'now' })).toMatchObject({
      status: 200,
      json: { status: 'completed' },
    });
    expect(flag.environments.get('production')).toMatchObject({ on: true, version: 2 });
    expect((await post(`/${request.id}/apply`, {})).status).toBe(400);
    expect(
      (
        await fetch(`${server.url}${requests}/${request.id}`, {
          method: 'DELETE',
          headers: { authorization: TOKEN },
        })
      ).status,
    ).toBe(204);
    expect((await ask(requests)).json).toMatchObject({ items: [] });
    expect(server.violations).toEqual([]);
  });

  it('tells what does not fit the description', async () => {
    await ask(`${FLAG}?environment=production`);
    expect(server.violations).toHaveLength(1);
  });
});
