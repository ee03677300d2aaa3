import * as fc from 'fast-check';
import type { DatedWindow, Gate, WeeklyWindow } from '../delivery.ts';
import { flagGates } from './flag-arbitrary.ts';
import { parseDatedWindow } from '../text/dated-window.ts';

/** Any gate that a file can say. */

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
export const minuteOfWeek = fc.integer({ min: 0, max: 7 * 24 * 60 - 1 });
export const zone = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
);

export function momentText(minute: number): string {
  const day = DAYS[Math.floor(minute / 1440)] ?? '';
  const [hours, minutes] = [Math.floor(minute / 60) % 24, minute % 60];
  return `${day} ${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

const weekly: fc.Arbitrary<WeeklyWindow> = fc
  .tuple(minuteOfWeek, minuteOfWeek, zone)
  .filter(([from, to]) => from !== to)
  .map(([from, to, where]) => ({
    kind: 'weekly',
    text: `${momentText(from)} - ${momentText(to)} ${where}`,
    from,
    to,
    zone: where,
  }));

/** A moment on a clock on the wall: 2026-03-29 02:30. */
export function wallText(wall: number): string {
  return new Date(wall).toISOString().slice(0, 16).replace('T', ' ');
}

/** Longer than any jump of a clock. */
export const dated: fc.Arbitrary<DatedWindow> = fc
  .tuple(
    fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2034-01-01') }),
    fc.integer({ min: 2 * 3_600_000, max: 30 * 86_400_000 }),
    zone,
  )
  .map(([from, length, where]) => {
    const window = parseDatedWindow(`${wallText(from)} - ${wallText(from + length)} ${where}`);
    if (!window.ok) throw new Error(window.fault.what);
    return window.value;
  });

const line = fc.stringMatching(/^[!-~éß](?:[ -~éß]{0,20}[!-~éß])?$/);

/** Gates of the environment of that name; on flags only where they are evaluated somewhere. */
export function gates(own: string, flags: boolean): fc.Arbitrary<readonly Gate[]> {
  const freeze = fc.record({
    kind: fc.constant('freeze' as const),
    window: fc.oneof(weekly, dated),
    except: fc.uniqueArray(dated, { maxLength: 2, selector: ({ text }) => text }),
    reason: fc.option(line),
  });
  const checks = fc.record({
    kind: fc.constant('checks' as const),
    names: fc.uniqueArray(line, { minLength: 1, maxLength: 3 }),
  });
  const deployed = fc
    .record({
      kind: fc.constant('deployed' as const),
      repository: fc.constantFrom(null, 'acme/payments', 'a-1/.github', 'A/a_b-c.d'),
      environment: line,
    })
    .filter(({ repository, environment }) => repository !== null || environment.toLowerCase() !== own);
  const kinds = [freeze, checks, deployed];
  const others = fc.array(fc.oneof(...kinds), { maxLength: 2 });
  if (!flags) return others;
  return fc
    .tuple(others, flagGates)
    .chain(([some, on]) => fc.shuffledSubarray([...some, ...on], { minLength: some.length + on.length }));
}
