import { TargetError, type Target } from '@glidepath/conductor';
import { digest, percent } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWavesTarget } from './target.ts';
import { FakeMember, V1, V2 } from './testing.ts';

let log: string[];
let eu1: FakeMember;
let us1: FakeMember;
let us2: FakeMember;
let ap1: FakeMember;
let target: Target;

beforeEach(() => {
  log = [];
  [eu1, us1, us2, ap1] = [
    new FakeMember('eu-1', 0, log),
    new FakeMember('us-1', 1, log),
    new FakeMember('us-2', 1, log),
    new FakeMember('ap-1', 2, log),
  ];
  target = createWavesTarget([eu1, us1, us2, ap1]);
});

function split(index: number, weight: number): Desired {
  const wave = { index, weight: percent(weight) };
  return { kind: 'split', strategy: 'canary', stable: V1, candidate: V2, weight: percent(0), wave };
}

const SINGLE: Desired = {
  kind: 'split',
  strategy: 'canary',
  stable: V1,
  candidate: V2,
  weight: percent(10),
};
const BACK: Desired = { kind: 'only', release: V1, beside: V2 };

async function look(desired: Desired): Promise<TargetView> {
  await target.apply(desired, 1);
  return target.observe(desired);
}

/** As the conductor does: again and again, whatever does not answer. */
async function bring(desired: Desired, looks = 20): Promise<TargetView | string> {
  let last: TargetView | string = 'never looked';
  for (let i = 0; i < looks; i++) {
    try {
      last = await look(desired);
      if (last.settled) return last;
    } catch (error) {
      if (!(error instanceof TargetError) || error.final) throw error;
      last = error.message;
    }
  }
  return last;
}

describe('forward', () => {
  it('gives a wave its weight: those before have all, those after are left with the stable release', async () => {
    const view = await bring(split(1, 10));
    expect(log).toEqual(['eu-1 v2 at 100', 'us-1 v2 at 10', 'us-2 v2 at 10']);
    expect(view).toMatchObject({
      settled: true,
      weight: 30,
      note: 'wave 2 of 3, us-1: v2 at 10; us-2: v2 at 10',
    });
  });

  it('is not there before all that are touched are, and says which are not', async () => {
    us2.delay = 3;
    await look(split(1, 10));
    await look(split(1, 10));
    expect(await look(split(1, 10))).toMatchObject({
      settled: false,
      note: 'wave 2 of 3, us-2: only v1',
      weight: 27.5,
    });
  });

  it('gives a first release to all at once', async () => {
    await bring({ kind: 'split', strategy: 'canary', stable: null, candidate: V2, weight: percent(100) });
    expect(log).toEqual(['eu-1 v2 at 100', 'us-1 v2 at 100', 'us-2 v2 at 100', 'ap-1 v2 at 100']);
  });

  it('names the target that fails', async () => {
    us2.failure = 'it does not start';
    expect(await bring(split(1, 10), 3)).toMatchObject({
      settled: false,
      failure: 'us-2: it does not start',
    });
  });

  it('names the one that is away, and brings the others on', async () => {
    us1.away = true;
    await expect(target.apply(split(1, 10), 1)).rejects.toThrow('us-1: it does not answer.');
    expect(log).toEqual(['eu-1 v2 at 100', 'us-2 v2 at 10']);
    await expect(target.observe(split(1, 10))).rejects.toMatchObject({ final: false });
  });

  it('refuses a rollout that was begun without waves, or with more', async () => {
    await expect(target.apply(SINGLE, 1)).rejects.toMatchObject({ final: true });
    await expect(target.apply(split(3, 10), 1)).rejects.toThrow('was begun with more waves');
    expect(log).toEqual([]);
  });
});

describe('back', () => {
  it('goes the last wave first, each one there before the one before it is touched', async () => {
    await bring(split(2, 10));
    log.length = 0;
    us2.delay = 4;
    const notes: string[] = [];
    for (let i = 0; i < 20; i++) {
      const { settled, note } = await look(BACK);
      if (settled) break;
      notes.push(`${log.length} ${note}`);
    }
    expect(log).toEqual(['ap-1 only v1', 'us-1 only v1', 'us-2 only v1', 'eu-1 only v1']);
    expect(notes).toContain('1 wave 3 of 3, ap-1: v2 at 10');
    expect(notes).toContain('3 wave 2 of 3, us-2: v2 at 100');
    expect(notes.at(-1)).toBe('4 wave 1 of 3, eu-1: v2 at 100');
  });

  it('begins where the rollout has come to', async () => {
    await bring(split(0, 10));
    log.length = 0;
    expect(await bring(BACK)).toMatchObject({ settled: true, weight: 100 });
    expect(log).toEqual(['eu-1 only v1']);
  });

  it('is held up by none that is away, and is not there before that one is', async () => {
    await bring(split(1, 10));
    log.length = 0;
    us1.away = true;
    expect(await bring(BACK)).toBe('us-1: it does not answer.');
    expect(log).toEqual(['us-2 only v1', 'eu-1 only v1']);
    us1.away = false;
    expect(await bring(BACK)).toMatchObject({ settled: true });
    expect(log.at(-1)).toBe('us-1 only v1');
  });

  it('is the end by a refusal only once all others are back', async () => {
    await bring(split(1, 10));
    log.length = 0;
    us1.refuses = true;
    await expect(target.apply(BACK, 1)).rejects.toMatchObject({ final: false });
    await expect(bring(BACK)).rejects.toMatchObject({ final: true, message: 'us-1: it is not allowed.' });
    expect(log).toEqual(['us-2 only v1', 'eu-1 only v1']);
    expect([us2.serves, eu1.serves]).toMatchObject([{ release: V1 }, { release: V1 }]);
  });

  it('is no way back where the release has all traffic everywhere: all are tidied at once', async () => {
    await bring(split(2, 100));
    log.length = 0;
    await target.apply({ kind: 'only', release: V2, beside: V1 }, 1);
    expect(log).toEqual(['eu-1 only v2', 'us-1 only v2', 'us-2 only v2', 'ap-1 only v2']);
  });
});

describe('what serves', () => {
  it('is what all serve, or it is told who serves what', async () => {
    expect(await target.standing()).toBe(V1);
    us2.live = V2;
    us1.live = null;
    await expect(target.standing()).rejects.toThrow(
      'eu-1 serves v1 (sha256:111111111111), us-1 serves nothing, us-2 serves v2 (sha256:222222222222), ap-1 serves v1',
    );
  });

  it('is one artifact for all', async () => {
    expect(await target.acquire(V2.digest)).toEqual({ digest: V2.digest, name: null });
    us1.holds = digest(`sha256:${'3'.repeat(64)}`);
    await expect(target.acquire(null)).rejects.toThrow(
      'eu-1 would get sha256:222222222222 and us-1 sha256:3',
    );
  });
});

it('closes all', async () => {
  await target.close();
  expect(log).toHaveLength(4);
});
