import { afterEach, beforeEach, expect, test } from 'vitest';
import { bringAbout, createHost, eventually, only, split, type Host } from './test-support/host.ts';
import { fetchText, startLoad } from './test-support/load.ts';

let host: Host;
beforeEach(async () => {
  host = await createHost();
});
afterEach(async () => {
  await host.tearDown();
});

test(
  'a canary goes from first release to promotion, and no client sees a failure',
  { timeout: 60_000 },
  async () => {
    const target = host.target();
    const one = await host.release('one');
    const first = await bringAbout(target, split(null, one, 100));
    expect(first).toMatchObject({ settled: true, failure: null, weight: 100 });
    expect((await fetchText(host.url)).release).toBe('one');

    const load = startLoad(host.url, 6, ['/', '/', '/slow?ms=300']);
    const two = await host.release('two');
    for (const weight of [0, 10, 50, 100]) {
      const view = await bringAbout(target, split(one, two, weight));
      expect(view.weight).toBe(weight);
    }
    await bringAbout(target, only(two));
    await eventually('the old release is gone', async () => {
      const { note } = await target.observe(only(two));
      return note === 'two: 2 of 2 ready, 100 %';
    });
    await load.stop();
    expect(load.failures).toEqual([]);
    expect([...load.byRelease.keys()].toSorted()).toEqual(['one', 'two']);
  },
);
