import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DatedWindow, WeeklyWindow } from './delivery.ts';
import { freezeAt } from './freeze.ts';
import { minuteOfWeek, momentText, zone } from './testing/gate-arbitrary.ts';
import { parseDatedWindow } from './text/dated-window.ts';
import { parseFreezeWindow } from './text/freeze-window.ts';
import { parseWeeklyWindow } from './text/weekly-window.ts';
import { instant } from './units.ts';

const MINUTE = 60_000;

function windowOf(text: string): WeeklyWindow {
  const window = parseWeeklyWindow(text);
  if (!window.ok) throw new Error(text);
  return window.value;
}

function exceptionOf(text: string): DatedWindow {
  const window = parseDatedWindow(text);
  if (!window.ok) throw new Error(text);
  return window.value;
}

/** When the freeze that holds at `now` ends, as ISO 8601; null where none holds. */
function until(text: string, now: string, ...except: readonly string[]): string | null {
  const window = parseFreezeWindow(text);
  if (!window.ok) throw new Error(text);
  const gate = { window: window.value, except: except.map(exceptionOf) };
  const freeze = freezeAt(gate, instant(Date.parse(now)));
  return freeze === null ? null : new Date(freeze.until).toISOString().replace(':00.000Z', 'Z');
}

test.each([
  // An ordinary week: Berlin is two hours ahead in summer.
  ['Fri 16:00 - Mon 07:00 Europe/Berlin', '2026-07-03T13:59Z', null],
  ['Fri 16:00 - Mon 07:00 Europe/Berlin', '2026-07-03T14:00Z', '2026-07-06T05:00Z'],
  ['Fri 16:00 - Mon 07:00 Europe/Berlin', '2026-07-06T04:59:59.999Z', '2026-07-06T05:00Z'],
  ['Fri 16:00 - Mon 07:00 Europe/Berlin', '2026-07-06T05:00Z', null],
  // Summer time begins on 2026-03-29 and ends on 2026-10-25, both in the night to Sunday, inside the freeze.
  ['Fri 16:00 - Mon 07:00 Europe/Berlin', '2026-03-28T12:00Z', '2026-03-30T05:00Z'],
  ['Fri 16:00 - Mon 07:00 Europe/Berlin', '2026-10-24T12:00Z', '2026-10-26T06:00Z'],
  // 02:30 is left out on that night: the freeze ends when the clock jumps past it.
  ['Sun 01:00 - Sun 02:30 Europe/Berlin', '2026-03-29T00:10Z', '2026-03-29T01:00Z'],
  ['Sun 02:30 - Sun 04:00 Europe/Berlin', '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
  // 02:00 to 03:00 comes twice: so does the freeze.
  ['Sun 02:00 - Sun 02:30 Europe/Berlin', '2026-10-25T00:10Z', '2026-10-25T00:30Z'],
  ['Sun 02:00 - Sun 02:30 Europe/Berlin', '2026-10-25T00:40Z', null],
  ['Sun 02:00 - Sun 02:30 Europe/Berlin', '2026-10-25T01:10Z', '2026-10-25T01:30Z'],
  ['Sun 01:30 - Sun 03:00 Europe/Berlin', '2026-10-24T23:40Z', '2026-10-25T02:00Z'],
  // Every day of the week but an hour, and over the turn of the year.
  ['Mon 01:00 - Mon 00:00 UTC', '2026-12-31T23:59Z', '2027-01-04T00:00Z'],
])('%s at %s lasts until %s', (text, now, end) => {
  expect(until(text, now)).toBe(end);
});

const YEARS_END = '2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin';
const FIX = '2026-12-28 09:00 - 2026-12-28 12:00 Europe/Berlin';
const LATE_FIX = '2026-12-30 09:00 - 2026-12-30 12:00 UTC';

test.each([
  ['before it', '2026-12-23T16:59:59Z', null],
  ['from its first moment', '2026-12-23T17:00Z', '2026-12-28T08:00Z'],
  ['until the exception', '2026-12-28T07:59:59.999Z', '2026-12-28T08:00Z'],
  ['not within the exception', '2026-12-28T08:00Z', null],
  ['nor at its last moment', '2026-12-28T10:59:59.999Z', null],
  ['but after it, until the next', '2026-12-28T11:00Z', '2026-12-30T09:00Z'],
  ['and in the end as long as it says', '2026-12-30T12:00Z', '2027-01-04T06:00Z'],
  ['and no longer', '2027-01-04T06:00Z', null],
])('a freeze with dates holds %s', (_title, now, end) => {
  expect(until(YEARS_END, now, LATE_FIX, FIX)).toBe(end);
});

test('a weekly freeze has exceptions too, and those of other weeks do not matter', () => {
  const weekend = 'Fri 16:00 - Mon 07:00 UTC';
  const saturday = '2026-07-04 10:00 - 2026-07-04 11:00 UTC';
  expect(until(weekend, '2026-07-03T17:00Z', saturday)).toBe('2026-07-04T10:00Z');
  expect(until(weekend, '2026-07-04T10:30Z', saturday)).toBeNull();
  expect(until(weekend, '2026-07-10T17:00Z', saturday)).toBe('2026-07-13T07:00Z');
});

function span(from: number, length: number): DatedWindow {
  return { kind: 'dated', text: '', from: instant(from), to: instant(from + length) };
}

test('a gate is shut up to the very moment that it tells, and open then', () => {
  const piece = fc.tuple(fc.integer({ min: -5, max: 25 }), fc.integer({ min: 1, max: 10 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 3 }), fc.integer({ min: -5, max: 25 }), (pieces, now) => {
      const gate = { window: span(0, 20), except: pieces.map(([from, length]) => span(from, length)) };
      const isShut = (at: number): boolean =>
        at >= 0 && at < 20 && !pieces.some(([from, length]) => at >= from && at < from + length);
      let end = now;
      while (isShut(end)) end++;
      expect(freezeAt(gate, instant(now))?.until ?? now).toBe(end);
    }),
    { numRuns: 500 },
  );
});

/** Minutes since Monday 00:00 on a zone's clock, by way of the names of the days. */
function clockOf(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (at) => {
    const [day = '', hour = '', minute = ''] = format.format(at).split(/[ :,]+/);
    return (
      ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day) * 1440 +
      Number(hour) * 60 +
      Number(minute)
    );
  };
}

/** The same question asked of the clock minute by minute. */
function bruteForce({ from, to, zone: where }: WeeklyWindow, now: number): number | null {
  const clock = clockOf(where);
  const frozen = (at: number): boolean => {
    const shown = clock(at);
    return from < to ? shown >= from && shown < to : shown >= from || shown < to;
  };
  let at = Math.floor(now / MINUTE) * MINUTE;
  if (!frozen(at)) return null;
  while (frozen(at)) at += MINUTE;
  return at;
}

test('agrees with the clock on the wall, minute by minute, around changes of summer time too', () => {
  const changes = [
    '2026-03-29T01:00Z',
    '2026-10-25T01:00Z',
    '2026-03-08T07:00Z',
    '2026-11-01T06:00Z',
    '2026-04-04T15:00Z',
    '2026-10-03T15:30Z',
  ];
  const near = fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -600, max: 600 }))
    .map(([change, minutes]) => Date.parse(change) + minutes * MINUTE);
  const any = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2034-01-01') });
  const length = fc.integer({ min: 1, max: 1440 });
  fc.assert(
    fc.property(
      minuteOfWeek,
      length,
      zone,
      fc.oneof(near, any),
      fc.boolean(),
      (start, minutes, where, now, around) => {
        // Half of the windows are laid around the moment, for else few would hold it.
        const from = around ? (clockOf(where)(now) - (start % minutes) + 10_080) % 10_080 : start;
        const to = (from + minutes) % 10_080;
        const window = windowOf(`${momentText(from)} - ${momentText(to)} ${where}`);
        const end = bruteForce(window, now);
        expect(freezeAt({ window, except: [] }, instant(now))?.until ?? null).toBe(end);
        expect([around, end]).not.toEqual([true, null]);
      },
    ),
    { numRuns: 300 },
  );
});
