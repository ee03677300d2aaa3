import { describe, expect, it } from 'vitest';
import type { Gate } from './delivery.ts';
import { readDelivery } from './read.ts';
import { production, told } from './testing/files.ts';

const G = 'environments.production.gates';
const FREEZE = 'write for example "Fri 16:00 - Mon 07:00 Europe/Berlin"';

function gatesOf(written: string): readonly Gate[] {
  const read = readDelivery(production({ gates: written }), 'f');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  return read.delivery.environments.flatMap(({ gates }) => gates);
}

const WEEKEND = 'Fri 16:00 - Mon 07:00 UTC';
const weekend = { kind: 'weekly', text: WEEKEND, from: 6720, to: 420, zone: 'UTC' };
const YEARS_END = '2026-12-23 18:00 - 2027-01-04 07:00 UTC';
const yearsEnd = {
  kind: 'dated',
  text: YEARS_END,
  from: Date.UTC(2026, 11, 23, 18),
  to: Date.UTC(2027, 0, 4, 7),
};
const FIX = '2026-12-28 09:00 - 2026-12-28 12:00 UTC';
const fix = { kind: 'dated', text: FIX, from: Date.UTC(2026, 11, 28, 9), to: Date.UTC(2026, 11, 28, 12) };

describe('a gate', () => {
  it.each([
    [`freeze: ${WEEKEND}`, { kind: 'freeze', window: weekend, except: [], reason: null }],
    [`freeze: { window: ${WEEKEND} }`, { kind: 'freeze', window: weekend, except: [], reason: null }],
    [`freeze: ${YEARS_END}`, { kind: 'freeze', window: yearsEnd, except: [], reason: null }],
    [
      `freeze: { window: ${YEARS_END}, except: ${FIX}, reason: year's end }`,
      { kind: 'freeze', window: yearsEnd, except: [fix], reason: "year's end" },
    ],
    [
      `freeze: { window: ${WEEKEND}, except: [${FIX}, ${YEARS_END}] }`,
      { kind: 'freeze', window: weekend, except: [fix, yearsEnd], reason: null },
    ],
    ['checks: ci / test', { kind: 'checks', names: ['ci / test'] }],
    ['checks: [ci / test, security]', { kind: 'checks', names: ['ci / test', 'security'] }],
    ['deployed: staging', { kind: 'deployed', environment: 'staging', repository: null }],
    ['deployed: { environment: QA 1 }', { kind: 'deployed', environment: 'QA 1', repository: null }],
    [
      'deployed: { environment: production, repository: acme/payments }',
      { kind: 'deployed', environment: 'production', repository: 'acme/payments' },
    ],
  ])('%s', (written, gate) => {
    expect(gatesOf(`[{ ${written} }]`)).toEqual([gate]);
  });

  it('stands beside others, in the order of the file', () => {
    const gates = gatesOf(`[{ checks: a }, { freeze: ${WEEKEND} }, { deployed: b }, { checks: c }]`);
    expect(gates.map(({ kind }) => kind)).toEqual(['checks', 'freeze', 'deployed', 'checks']);
  });
});

const FILES: readonly (readonly [title: string, content: string, ...told: string[]])[] = [
  [
    'a freeze in no time zone',
    production({ gates: '[{ freeze: Fri 16:00 - Mon 07:00 }]' }),
    `f:4:23: ${G}[0].freeze is "Fri 16:00 - Mon 07:00", it names no time zone, add one, such as Europe/Berlin or UTC`,
  ],
  [
    'a misspelt time zone',
    production({ gates: '[{ freeze: Fri 16:00 - Mon 07:00 Europe/Berln }]' }),
    `f:4:23: ${G}[0].freeze is "Fri 16:00 - Mon 07:00 Europe/Berln", "Europe/Berln" is no time zone, did you mean "Europe/Berlin"?`,
  ],
  [
    'a city as time zone',
    production({ gates: '[{ freeze: Fri 16:00 - Mon 07:00 Berlin }]' }),
    `f:4:23: ${G}[0].freeze is "Fri 16:00 - Mon 07:00 Berlin", "Berlin" is no time zone, did you mean "Europe/Berlin"?`,
  ],
  [
    'an offset as time zone',
    production({ gates: '[{ freeze: Fri 16:00 - Mon 07:00 +02:00 }]' }),
    `f:4:23: ${G}[0].freeze is "Fri 16:00 - Mon 07:00 +02:00", "+02:00" is no time zone, write an IANA name, such as Europe/Berlin or UTC`,
  ],
  [
    'a freeze of the whole week',
    production({ gates: '[{ freeze: Mon 00:00 - Sun 24:00 UTC }]' }),
    `f:4:23: ${G}[0].freeze is "Mon 00:00 - Sun 24:00 UTC", it covers the whole week so that nothing could be released, end it at another moment`,
  ],
  [
    'a freeze that cannot be read',
    production({ gates: '[{ freeze: weekends }]' }),
    `f:4:23: ${G}[0].freeze is "weekends", not a day or date and time, -, a day or date and time, and a time zone, ${FREEZE}`,
  ],
];

it.each(FILES)('refuses %s', (_title, content, ...expected) => {
  expect(told(content)).toEqual(expected);
});

describe('one gate', () => {
  it.each([
    ['{}', `f:4:13: ${G}[0] is empty, a gate says what must hold`],
    ['freeze', `f:4:13: ${G}[0] is "freeze", a mapping belongs here`],
    ['{ freez: a }', `f:4:15: unknown key "freez" in ${G}[0], did you mean "freeze"?`],
    [
      `{ freeze: ${WEEKEND}, checks: a }`,
      `f:4:58: ${G}[0].checks stands beside freeze, each gate says one thing, write it as an entry of its own`,
    ],
    ['{ freeze: 5 }', `f:4:23: ${G}[0].freeze is 5, text or a mapping belongs here`],
    ['{ freeze: { reason: a } }', `f:4:15: ${G}[0].freeze has no "window"`],
    ['{ freeze: 2026-12-23 - 2027-01-04 UTC }', 'not a date and time, -, a date and time, and a time zone'],
    ['{ freeze: 2026-02-30 18:00 - 2026-03-04 07:00 UTC }', 'there is no 2026-02-30 in the calendar'],
    [
      '{ freeze: 2026-12-23 18:00 - 2026-12-22 07:00 UTC }',
      'it ends before it begins, write the earlier moment first',
    ],
    [`{ freeze: { window: ${YEARS_END}, except: ${WEEKEND} } }`, `${G}[0].freeze.except is "${WEEKEND}"`],
    [`{ freeze: { window: ${YEARS_END}, except: [${FIX}, ${FIX}] } }`, 'it is listed already'],
    [`{ freeze: { window: ${YEARS_END}, except: [] } }`, `${G}[0].freeze.except is an empty list`],
    [`{ freeze: { window: ${YEARS_END}, exept: ${FIX} } }`, 'did you mean "except"?'],
    [`{ freeze: { window: ${YEARS_END}, reason: "" } }`, `${G}[0].freeze.reason is "", nothing stands there`],
    ['{ checks: [] }', `f:4:23: ${G}[0].checks is an empty list, write the names of checks`],
    ['{ checks: [a, b, a] }', `f:4:30: ${G}[0].checks[2] is "a", it is listed already`],
    ['{ checks: [a, 5] }', `f:4:27: ${G}[0].checks[1] is 5, text belongs here`],
    ['{ deployed: "" }', `f:4:25: ${G}[0].deployed is "", nothing stands there`],
    ['{ deployed: { repository: a/b } }', `${G}[0].deployed has no "environment"`],
    [
      '{ deployed: { environment: a, repository: payments } }',
      `${G}[0].deployed.repository is "payments", a repository is its owner, / and its name`,
    ],
    ['{ deployed: { environment: a, repository: a/.. } }', 'a repository is its owner, / and its name'],
    [
      '{ deployed: Production }',
      `f:4:25: ${G}[0].deployed is "Production", a release would have to be here before it may come here`,
    ],
    ['{ deployed: { environment: production } }', `f:4:40: ${G}[0].deployed.environment is "production"`],
  ])('%s is refused', (gate, says) => {
    const said = told(production({ gates: `[${gate}]` }));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain(says);
  });

  it('waits for an environment of the same name elsewhere', () => {
    const gates = '[{ deployed: { environment: production, repository: acme/payments } }]';
    expect(told(production({ gates }))).toEqual([]);
  });
});
