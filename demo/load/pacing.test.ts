import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LATEST_MS, Pacer } from './pacing.ts';

const ROOM = Number.POSITIVE_INFINITY;

describe('the pacer', () => {
  it('hands out each request once, when it is due', () => {
    const pacer = new Pacer(1_000, 100);
    expect(pacer.take(1_000, ROOM).send).toEqual([1_000]);
    expect(pacer.take(1_009, ROOM).send).toEqual([]);
    expect(pacer.take(1_030, ROOM).send).toEqual([1_010, 1_020, 1_030]);
  });

  it('holds back what there is no room for, and sends it late', () => {
    const pacer = new Pacer(0, 100);
    expect(pacer.take(20, 1)).toEqual({ send: [0], missed: 0 });
    expect(pacer.take(20, 0)).toEqual({ send: [], missed: 0 });
    expect(pacer.take(25, 5)).toEqual({ send: [10, 20], missed: 0 });
  });

  it('counts what is too late instead of sending it', () => {
    const pacer = new Pacer(0, 10);
    const { send, missed } = pacer.take(LATEST_MS + 150, ROOM);
    expect(missed).toBe(2);
    expect(send[0]).toBe(200);
  });

  it('keeps the rate whatever the ticks: nothing is lost, nothing twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.array(fc.record({ wait: fc.nat(3_000), room: fc.nat(50) }), { minLength: 1, maxLength: 50 }),
        (rate, ticks) => {
          const pacer = new Pacer(0, rate);
          let now = 0;
          const times: number[] = [];
          let missed = 0;
          for (const tick of ticks) {
            now += tick.wait;
            const due = pacer.take(now, tick.room);
            expect(due.send.length).toBeLessThanOrEqual(tick.room);
            times.push(...due.send);
            missed += due.missed;
          }
          const rest = pacer.take(now, ROOM);
          times.push(...rest.send);
          missed += rest.missed;
          expect(new Set(times).size).toBe(times.length);
          const dueByNow = Math.floor((now * rate) / 1_000) + 1;
          expect(Math.abs(times.length + missed - dueByNow)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('refuses a rate that is none', () => {
    expect(() => new Pacer(0, 0)).toThrow(RangeError);
    expect(() => new Pacer(0, Number.NaN)).toThrow(RangeError);
  });
});
