import type { Policy } from '@glidepath/model';
import { expect, it } from 'vitest';
import { deliver } from './conductor.ts';
import { PRODUCTION, V1, V2, World } from './testing/index.ts';

/** Two polls before the longest bake is over: later a look may come too late. */
const EARLIER = 10_000;

it.each<[Policy, readonly (number | null)[]]>([
  ['pause', [600_000 - EARLIER, 600_000 - EARLIER]],
  ['rollback', [600_000 - EARLIER, 600_000 - EARLIER]],
  ['extend', [1_200_000 - EARLIER, 1_200_000 - EARLIER]],
  ['hold', [null, null]],
])('the judge is told when the last look of a step is due, under the policy %s', async (policy, expected) => {
  const world = new World();
  await deliver(world.ports, world.order(V1));
  world.listener.samples.length = 0;
  const policies = { ...PRODUCTION.policies, tooFewSamples: policy };
  await deliver(world.ports, world.order(V2, { environment: { ...PRODUCTION, policies } }));
  const begun = world.listener.samples.filter(
    ({ phase, stepStart }) => phase === 'step' && stepStart !== null,
  );
  expect(
    begun.map(({ stepStart, stepUntil }) => (stepUntil === null ? null : stepUntil - (stepStart ?? 0))),
  ).toEqual(expected);
});

it('is told of none where nothing is judged', async () => {
  const world = new World();
  await deliver(world.ports, world.order(V1));
  const others = world.listener.samples.filter(({ phase }) => phase === 'preparing' || phase === 'promoting');
  expect(others.every(({ stepUntil }) => stepUntil === null)).toBe(true);
});
