import { World } from '@glidepath/conductor/testing';
import { millis } from '@glidepath/model';
import type { ClosedGate } from '@glidepath/rollout';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FlagSeen } from '../flags/answers.ts';
import { lookUntilOpen, type Seen } from './wait.ts';
import { surroundingsOf } from '../testing/surroundings.ts';

const FROZEN: ClosedGate = { reason: 'frozen', message: 'it is frozen', until: null };
const ON: FlagSeen = {
  key: 'a',
  type: 'boolean',
  is: true,
  value: true,
  variant: null,
  reason: null,
  open: true,
  trouble: null,
};
const OFF: FlagSeen = { ...ON, value: false, open: false };

let world: World;
let start: number;
/** When each was asked, in seconds since the start. */
let asked: { flags: number[]; others: number[] };
/** From when on each is open, in seconds. */
let opens: { flag: number; others: number };

beforeEach(() => {
  world = new World();
  start = world.clock.now();
  asked = { flags: [], others: [] };
  opens = { flag: 0, others: 0 };
});

async function look(waitSeconds: number, stop = new AbortController().signal): Promise<Seen> {
  const seconds = (): number => (world.clock.now() - start) / 1000;
  const doors = {
    flags: {
      look: async () => {
        asked.flags.push(seconds());
        return [seconds() >= opens.flag ? ON : OFF];
      },
    },
    others: async () => {
      asked.others.push(seconds());
      return seconds() >= opens.others ? [] : [FROZEN];
    },
  };
  return lookUntilOpen({ ...surroundingsOf(world), stop }, doors, millis(waitSeconds * 1000));
}

function reasons({ closed }: Seen): readonly string[] {
  return closed.map(({ reason }) => reason);
}

describe('looking until all is open', () => {
  it('is one look where all is', async () => {
    expect(await look(3600)).toEqual({ closed: [], flags: [ON] });
    expect(asked).toEqual({ flags: [0], others: [0] });
  });

  it('is one look where nobody wants to wait', async () => {
    opens = { flag: 1, others: 1 };
    expect(reasons(await look(0))).toEqual(['frozen', 'flag']);
    expect(asked).toEqual({ flags: [0], others: [0] });
  });

  it('looks at flags every 5 s where only they are closed, at the rest every 30 s and at the end', async () => {
    opens.flag = 42;
    expect(reasons(await look(3600))).toEqual([]);
    expect(asked.flags).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45]);
    expect(asked.others).toEqual([0, 30, 45]);
  });

  it('looks at all every 30 s where something else is closed', async () => {
    opens.others = 50;
    expect(reasons(await look(3600))).toEqual([]);
    expect(asked).toEqual({ flags: [0, 30, 60], others: [0, 30, 60] });
  });

  it('finds what has closed while a flag was waited for', async () => {
    opens.flag = 10;
    const waited = look(20);
    opens.others = Number.POSITIVE_INFINITY;
    expect(reasons(await waited)).toEqual(['frozen']);
  });

  it('looks once more when the time is over, and tells what it waits for once', async () => {
    opens.flag = 100;
    expect(reasons(await look(12))).toEqual(['flag']);
    expect(asked.flags).toEqual([0, 5, 10, 12]);
    expect(world.listener.notes).toEqual(['waits: the flag "a" is false, and must be true']);
  });

  it('ends when the run is told to stop', async () => {
    opens.flag = 100;
    expect(reasons(await look(3600, AbortSignal.abort()))).toEqual(['flag']);
    expect(asked.flags).toEqual([0]);
  });
});
