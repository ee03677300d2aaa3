import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import { gateExitCode, type FlagSeen, type GateAnswer, type GateOptions } from '@glidepath/verbs/gate';
import { expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

const OPEN: GateAnswer = {
  version: 1,
  verb: 'gate',
  service: 'shop',
  environment: 'production',
  open: true,
  reason: null,
  message: 'v1 may come into production',
  until: null,
  refusals: [],
  flags: [],
  ledger: { ref: 'refs/glidepath/shop/production' },
};
const REFUSAL = {
  reason: 'frozen',
  message: 'shop in production is frozen',
  until: '2026-03-09T06:00:00.000Z',
} as const;
const CLOSED: GateAnswer = { ...OPEN, ...REFUSAL, open: false, refusals: [REFUSAL] };
const OFF: FlagSeen = {
  key: 'checkout-release',
  type: 'boolean',
  is: true,
  value: false,
  variant: 'off',
  reason: 'TARGETING_MATCH',
  open: false,
  trouble: null,
};
const TROUBLE = { code: 'not-found', message: 'there is no flag "gone"; check its key' } as const;
const GONE: FlagSeen = { ...OFF, key: 'gone', value: null, variant: null, reason: null, trouble: TROUBLE };
const BY_FLAG = { reason: 'flag', message: 'the flag is false', until: null } as const;
const CLOSED_BY_FLAG: GateAnswer = {
  ...OPEN,
  ...BY_FLAG,
  open: false,
  refusals: [BY_FLAG],
  flags: [OFF],
  ledger: null,
};

async function act(answer: GateAnswer, inputs: Readonly<Partial<Record<Input, string>>>) {
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith() }, inputs);
  const asked: GateOptions[] = [];
  const exitCode = await run(runner, import.meta.url, async () => ({
    gateExitCode,
    async gate(_, options) {
      asked.push(options);
      return answer;
    },
  }));
  return { runner, asked, exitCode };
}

it('passes its inputs on', async () => {
  const inputs = { environment: 'production', commit: 'abc', override: 'mends it', wait: '2m' };
  const { asked } = await act(OPEN, inputs);
  expect(asked).toEqual([
    {
      environment: 'production',
      file: '.github/delivery.yml',
      release: null,
      commit: 'abc',
      digest: null,
      flags: [],
      onlyFlags: false,
      override: 'mends it',
      waitMs: 120_000,
    },
  ]);
});

it('is green and quiet where all is open', async () => {
  const { runner, exitCode } = await act(OPEN, { environment: 'production' });
  expect(exitCode).toBe(0);
  expect(Object.fromEntries(runner.outputs)).toEqual({
    open: 'true',
    reason: '',
    message: OPEN.message,
    until: '',
    flags: '{}',
    result: JSON.stringify(OPEN),
  });
  expect(runner.notes).toEqual([]);
  expect(runner.summary).toContain('shop to production: open');
});

it.each([
  ['fail', 7, 'error'],
  ['pass', 0, 'warning'],
] as const)('tells who says no where it is to %s', async (onClosed, code, level) => {
  const { runner, exitCode } = await act(CLOSED, { environment: 'production', 'on-closed': onClosed });
  expect(exitCode).toBe(code);
  expect(runner.outputs.get('open')).toBe('false');
  expect(runner.outputs.get('reason')).toBe('frozen');
  expect(runner.outputs.get('until')).toBe(REFUSAL.until);
  expect(runner.notes).toEqual([{ level, title: 'production is closed', message: REFUSAL.message }]);
  expect(runner.summary).toContain('2026-03-09 06:00:00 UTC');
});

it('passes flags on as it has read them', async () => {
  const flags = '- checkout-release\n- { flag: limits, type: object }\n';
  const { asked } = await act(OPEN, { environment: 'production', flags, 'only-flags': 'true' });
  expect(asked).toMatchObject([
    {
      onlyFlags: true,
      flags: [
        { key: 'checkout-release', type: 'boolean', is: true, unknown: 'closed' },
        { key: 'limits', type: 'object', is: null, unknown: 'open' },
      ],
    },
  ]);
});

it('tells each flag in outputs of its own, and all in one', async () => {
  const seen = { ...OFF, is: null, open: true };
  const text: FlagSeen = { ...seen, key: 'text', type: 'string', value: 'a\n::error::b', variant: null };
  const limits: FlagSeen = { ...seen, key: 'limits', type: 'object', value: { most: [1] }, reason: null };
  const { runner } = await act({ ...OPEN, flags: [OFF, text, limits, GONE] }, { environment: 'production' });
  expect(Object.fromEntries(runner.outputs)).toMatchObject({
    'value-checkout-release': 'false',
    'variant-checkout-release': 'off',
    'reason-checkout-release': 'TARGETING_MATCH',
    'value-text': 'a\n::error::b',
    'variant-text': '',
    'value-limits': '{"most":[1]}',
    'reason-limits': '',
    'value-gone': '',
    'variant-gone': '',
    'reason-gone': '',
  });
  const all = runner.outputs.get('flags') ?? '';
  expect(all).not.toContain('\n');
  expect(JSON.parse(all)).toEqual({
    'checkout-release': {
      value: false,
      variant: 'off',
      reason: 'TARGETING_MATCH',
      open: false,
      trouble: null,
    },
    text: { value: 'a\n::error::b', variant: null, reason: 'TARGETING_MATCH', open: true, trouble: null },
    limits: { value: { most: [1] }, variant: 'off', reason: null, open: true, trouble: null },
    gone: { value: null, variant: null, reason: null, open: false, trouble: TROUBLE },
  });
});

it('warns of a flag that could not be evaluated and counts as open', async () => {
  const { runner } = await act({ ...OPEN, flags: [{ ...GONE, open: true }] }, { environment: 'production' });
  const message = 'there is no flag "gone"; check its key; it counts as open';
  expect(runner.notes).toEqual([
    { level: 'warning', title: 'The flag gone could not be evaluated', message },
  ]);
});

it.each([
  ['fail', 'true', 7, ['error']],
  ['pass', 'true', 0, []],
  ['pass', 'false', 0, ['warning']],
])(
  'where it is to %s and only-flags is %s, a flag that is off gives %j %j',
  async (on, only, code, levels) => {
    const inputs = {
      environment: 'production',
      flags: 'checkout-release',
      'on-closed': on,
      'only-flags': only,
    };
    const { runner, exitCode } = await act(CLOSED_BY_FLAG, inputs);
    expect(exitCode).toBe(code);
    expect(runner.notes.map(({ level }) => level)).toEqual(levels);
    expect(runner.outputs.get('open')).toBe('false');
    expect(runner.outputs.get('reason')).toBe('flag');
  },
);

it.each([
  [{ flags: '- a\n- { flag: b, iz: 2 }' }, /^flags:2:14: unknown key "iz" in flags\[1\], did you mean "is"/],
  [{ flags: '- a\n- A' }, /^flags:2:3: .*capitals/],
  [{ 'only-flags': 'yes' }, /the input only-flags is "yes", write one of false, true/],
  [{ environment: 'prod' }, /no environment "prod"/],
  [{ wait: '5' }, /the input wait is "5", .*5m/],
  [{ 'on-closed': 'ignore' }, /the input on-closed is "ignore", write one of fail, pass/],
])('refuses %j before anything is asked', async (inputs, says) => {
  const { runner, asked, exitCode } = await act(OPEN, inputs);
  expect(exitCode).toBe(2);
  expect(asked).toEqual([]);
  expect(runner.outputs.size).toBe(0);
  expect(runner.notes.map(({ message }) => message)).toEqual([expect.stringMatching(says)]);
});
