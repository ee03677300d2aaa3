import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { wallText } from '../testing/gate-arbitrary.ts';
import { parseDatedWindow } from './dated-window.ts';

const MINUTE = 60_000;

function iso(at: number): string {
  return new Date(at).toISOString().replace(':00.000Z', 'Z');
}

function span(text: string): readonly [string, string] {
  const window = parseDatedWindow(text);
  if (!window.ok) throw new Error(window.fault.why);
  return [iso(window.value.from), iso(window.value.to)];
}

test.each([
  ['2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin', '2026-12-23T17:00Z', '2027-01-04T06:00Z'],
  ['2026-07-03 9:00-2026-07-03 24:00 America/New_York', '2026-07-03T13:00Z', '2026-07-04T04:00Z'],
  // Over the change: an hour less in spring, an hour more in autumn.
  ['2026-03-28 12:00 - 2026-03-29 12:00 Europe/Berlin', '2026-03-28T11:00Z', '2026-03-29T10:00Z'],
  ['2026-10-24 12:00 - 2026-10-25 12:00 Europe/Berlin', '2026-10-24T10:00Z', '2026-10-25T11:00Z'],
  // 02:30 is left out on 2026-03-29: it is when the clock jumps from 02:00 to 03:00.
  ['2026-03-29 02:30 - 2026-03-29 04:00 Europe/Berlin', '2026-03-29T01:00Z', '2026-03-29T02:00Z'],
  ['2026-03-29 01:00 - 2026-03-29 02:30 Europe/Berlin', '2026-03-29T00:00Z', '2026-03-29T01:00Z'],
  // 02:30 comes twice on 2026-10-25: the window begins with the first, ends with the second.
  ['2026-10-25 02:30 - 2026-10-25 04:00 Europe/Berlin', '2026-10-25T00:30Z', '2026-10-25T03:00Z'],
  ['2026-10-25 01:00 - 2026-10-25 02:30 Europe/Berlin', '2026-10-24T23:00Z', '2026-10-25T01:30Z'],
  ['2026-10-25 02:00 - 2026-10-25 02:30 Europe/Berlin', '2026-10-25T00:00Z', '2026-10-25T01:30Z'],
  // Half an hour forward on Lord Howe Island, a whole day on Samoa.
  ['2026-10-04 02:15 - 2026-10-04 03:00 Australia/Lord_Howe', '2026-10-03T15:30Z', '2026-10-03T16:00Z'],
  ['2011-12-30 12:00 - 2011-12-31 12:00 Pacific/Apia', '2011-12-30T10:00Z', '2011-12-30T22:00Z'],
])('%s', (text, from, to) => {
  expect(span(text)).toEqual([from, to]);
});

test.each([
  ['2026-12-23 - 2027-01-04 Europe/Berlin', 'not a date and time, -, a date and time, and a time zone'],
  ['2026-12-23 18:00 - Mon 07:00 UTC', 'not a date and time, -, a date and time, and a time zone'],
  ['2026-02-29 18:00 - 2026-03-04 07:00 UTC', 'there is no 2026-02-29 in the calendar'],
  ['2026-02-28 18:00 - 2026-13-04 07:00 UTC', 'there is no 2026-13-04 in the calendar'],
  ['2026-02-28 24:01 - 2026-03-04 07:00 UTC', 'there is no 24:01 on a clock'],
  ['2026-02-28 18:00 - 2026-03-04 07:60 UTC', 'there is no 07:60 on a clock'],
  ['2026-12-23 18:00 - 2027-01-04 07:00', 'it names no time zone'],
  ['2026-12-23 18:00 - 2027-01-04 07:00 Mars/Olympus', '"Mars/Olympus" is no time zone'],
  ['2027-12-23 18:00 - 2027-01-04 07:00 UTC', 'it ends before it begins'],
  ['2027-01-04 07:00 - 2027-01-04 07:00 UTC', 'it ends where it begins'],
  // All of it is left out.
  ['2026-03-29 02:10 - 2026-03-29 02:50 Europe/Berlin', 'it ends where it begins'],
])('%s is no window with dates', (text, why) => {
  expect(parseDatedWindow(text)).toMatchObject({ ok: false, fault: { why } });
});

/** The same, sought minute by minute around an instant. */
function bruteForce(clock: Intl.DateTimeFormat, shown: string, near: number): readonly [number, number] {
  const minutes = Array.from({ length: 360 }, (_, index) => near + (index - 180) * MINUTE);
  const equal = minutes.filter((at) => clock.format(at) === shown);
  const past = minutes.find((at) => clock.format(at) > shown) ?? Number.NaN;
  return [equal[0] ?? past, equal.at(-1) ?? past];
}

test('agrees with the clock on the wall around changes of summer time', () => {
  const changes = [
    ['Europe/Berlin', '2026-03-29T01:00Z'],
    ['Europe/Berlin', '2026-10-25T01:00Z'],
    ['America/New_York', '2026-03-08T07:00Z'],
    ['America/New_York', '2026-11-01T06:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
    ['Asia/Kolkata', '2026-10-25T01:00Z'],
  ] as const;
  fc.assert(
    fc.property(fc.constantFrom(...changes), fc.integer({ min: -90, max: 90 }), ([zone, at], minutes) => {
      const clock = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'short',
      });
      const change = Date.parse(at);
      // As the clock would show it without a change.
      const before = Date.parse(`${clock.format(change - 180 * MINUTE).replace(' ', 'T')}Z`);
      const shown = wallText(before + (180 + minutes) * MINUTE);
      const [first, last] = bruteForce(clock, shown, change + minutes * MINUTE);
      const [early, late] = [before - 600 * MINUTE, before + 900 * MINUTE].map(wallText);
      expect(parseDatedWindow(`${shown} - ${late} ${zone}`)).toMatchObject({ value: { from: first } });
      expect(parseDatedWindow(`${early} - ${shown} ${zone}`)).toMatchObject({ value: { to: last } });
    }),
    { numRuns: 300 },
  );
});
