import { deliver } from '@glidepath/conductor';
import { V1, V2, V3 } from '@glidepath/conductor/testing';
import { instant, parseWeeklyWindow, type Gate } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { freezeOf, wasPromoted } from './admission.ts';
import { worldWithV1 } from './testing/surroundings.ts';

describe('wasPromoted', () => {
  it('knows what is live, what was live before, and nothing else', async () => {
    const world = await worldWithV1();
    await deliver(world.ports, world.order(V2));
    expect(await wasPromoted(world.ledger, V2.digest)).toBe(true);
    expect(await wasPromoted(world.ledger, V1.digest)).toBe(true);
    expect(await wasPromoted(world.ledger, V3.digest)).toBe(false);
  });

  it('does not count a release that was rolled back', async () => {
    const world = await worldWithV1();
    world.target.failRates.set('v2', 0.5);
    await deliver(world.ports, world.order(V2));
    expect(await wasPromoted(world.ledger, V2.digest)).toBe(false);
  });
});

function gate(text: string): Gate {
  const window = parseWeeklyWindow(text);
  if (!window.ok) throw new Error(text);
  return { kind: 'freeze', window: window.value };
}

describe('freezeOf', () => {
  const friday = instant(Date.UTC(2026, 2, 6, 17, 0));

  it('is nothing outside of every window', () => {
    expect(freezeOf({ gates: [gate('Sat 00:00 - Sun 00:00 UTC')] }, friday)).toBeNull();
  });

  it('is the window that lasts longest', () => {
    const gates = [gate('Fri 16:00 - Fri 20:00 UTC'), gate('Fri 16:30 - Mon 07:00 UTC')];
    expect(freezeOf({ gates }, friday)).toEqual({
      window: 'Fri 16:30 - Mon 07:00 UTC',
      until: Date.UTC(2026, 2, 9, 7, 0),
    });
  });
});
