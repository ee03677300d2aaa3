import * as fc from 'fast-check';
import type { Slo } from '../delivery.ts';
import { GUARD_POLICIES } from '../guard.ts';
import type { AlertMatcher, AlertSelector, BudgetPolicy, BurnWindow, Guard } from '../guard.ts';
import { tellsOfThePast } from '../past.ts';
import { millis, percent } from '../units.ts';
import type { Servers } from './servers-arbitrary.ts';

/** Any guard that a file can say. */

const LONGEST = 90 * 86_400_000;
/** Text that UTF-8 can hold. */
const text = fc.string({ unit: 'binary', maxLength: 8 });
const label = fc.oneof(
  fc.stringMatching(/^[a-z_][a-z0-9_]{0,6}$/),
  fc.constantFrom('http.status', 'a "b" \\ c\n'),
);
const matcher: fc.Arbitrary<AlertMatcher> = fc.oneof(
  fc.record({ label, operator: fc.constantFrom('=', '!='), value: text }),
  fc.record({
    label,
    operator: fc.constantFrom('=~', '!~'),
    value: fc.constantFrom('', 'page|critical', '(?i:Page).*', '\\d+\\.\\S', '[^"]*"', '.+'),
  }),
);
/** Some alert without labels is not meant. */
const telling: fc.Arbitrary<AlertMatcher> = fc.oneof(
  fc.record({ label, operator: fc.constant('='), value: text.filter((one) => one !== '') }),
  fc.record({ label, operator: fc.constant('=~'), value: fc.constantFrom('page|critical', '.+') }),
  fc.constant<AlertMatcher>({ label: 'severity', operator: '!=', value: '' }),
);
export const alertMatchers: fc.Arbitrary<readonly AlertMatcher[]> = fc
  .tuple(fc.array(matcher, { maxLength: 2 }), telling, fc.array(matcher, { maxLength: 2 }))
  .map(([before, one, after]) => onceEach([...before, one, ...after]));

function onceEach(matchers: readonly AlertMatcher[]): readonly AlertMatcher[] {
  const known = new Map(matchers.map((one) => [JSON.stringify([one.label, one.operator, one.value]), one]));
  return [...known.values()];
}

const line = fc.stringMatching(/^[!-~éß](?:[ -~éß]{0,20}[!-~éß])?$/);

const tags = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9_./:-]{0,9}$/), {
  minLength: 1,
  maxLength: 3,
});

function alerts(at: Servers): fc.Arbitrary<AlertSelector> {
  return fc.oneof(
    fc.record({
      kind: fc.constant('alertmanager' as const),
      matchers: alertMatchers,
      server: fc.constant(at.alertmanager),
    }),
    fc.record({
      kind: fc.constant('prometheus' as const),
      matchers: alertMatchers,
      server: fc.constant(at.prometheus),
    }),
    fc.record({
      kind: fc.constant('datadog' as const),
      tags,
      server: fc.constant(at.datadog),
    }),
    fc.record({
      kind: fc.constant('cloudwatch' as const),
      alarms: fc.oneof(
        fc.record({
          kind: fc.constant('names' as const),
          names: fc.uniqueArray(line, { minLength: 1, maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant('prefix' as const), prefix: line }),
      ),
      server: fc.constant(at.cloudwatch),
    }),
  );
}

function burnWindow(highest: number): fc.Arbitrary<BurnWindow> {
  return fc
    .record({
      rate: fc.double({ min: 0, minExcluded: true, max: highest, noNaN: true }),
      short: fc.integer({ min: 1000, max: LONGEST - 1 }),
      more: fc.integer({ min: 1, max: LONGEST }),
    })
    .map(({ rate, short, more }) => ({
      rate,
      long: millis(Math.min(LONGEST, short + more)),
      short: millis(short),
    }));
}
/** Every SLO can burn at a rate of 1, and a guard needs one that can be reached. */
const windows = fc
  .tuple(burnWindow(1), fc.array(burnWindow(Number.MAX_VALUE), { maxLength: 2 }))
  .map(([reached, others]) => {
    const all = [...others, reached];
    return [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  });
const budgetPolicy: fc.Arbitrary<BudgetPolicy> = fc.oneof(
  fc.constant({ kind: 'refuse' as const }),
  fc.record({
    kind: fc.constant('slow' as const),
    factor: fc.double({ min: 1, minExcluded: true, max: 100, noNaN: true }),
  }),
);
const policy = fc.constantFrom(...GUARD_POLICIES);

/** Guards of an environment with these SLOs and servers. */
export function guards(slos: readonly Slo[], at: Servers): fc.Arbitrary<readonly Guard[]> {
  const watchable = slos.filter(({ source }) => tellsOfThePast(source.kind));
  const some = fc.shuffledSubarray(watchable, { minLength: Math.min(1, watchable.length) });
  const alert = fc.record({
    kind: fc.constant('alerts' as const),
    alerts: alerts(at),
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    then: policy,
  });
  const burnRate = fc.record({
    kind: fc.constant('burn-rate' as const),
    slos: some,
    windows,
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    then: policy,
  });
  const budget = fc.record({
    kind: fc.constant('budget' as const),
    slos: some,
    floor: fc.integer({ min: 0, max: 99_999 }).map((thousandths) => percent(thousandths / 1000)),
    period: fc.integer({ min: 3_600_000, max: LONGEST }).map(millis),
    // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
    then: budgetPolicy,
  });
  const guard: fc.Arbitrary<Guard> = watchable.length === 0 ? alert : fc.oneof(alert, burnRate, budget);
  return fc.uniqueArray(guard, { maxLength: 3, selector: meaning });
}

function meaning(guard: Guard): string {
  return guard.kind === 'alerts'
    ? JSON.stringify(guard)
    : JSON.stringify({ ...guard, slos: guard.slos.map(({ name }) => name).toSorted() });
}
