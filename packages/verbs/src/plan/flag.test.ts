import type { FlagAnswer, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import {
  instant,
  millis,
  percent,
  type FlagGate,
  type FlagValue,
  type LaunchDarklyServer,
} from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { plannedFlag, type Found, type Use } from './flag.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 22);
const RECORD: FlagRecord = {
  kind: 'flag',
  state: 'on, everybody gets true',
  changed: { at: instant(NOW - 30 * DAY), by: 'dana' },
  settledOn: 'true',
  settledName: 'new checkout',
  permanent: false,
};
const ON: FlagAnswer = { kind: 'value', value: true, variant: null, reason: null };
const TROUBLE: FlagTrouble = { kind: 'trouble', code: 'refused', why: 'no key', mend: 'set it' };
const SERVER: LaunchDarklyServer = {
  kind: 'launchdarkly',
  url: 'https://app.launchdarkly.com',
  tokenEnv: 'TOKEN',
  project: 'shop',
  environment: 'production',
  timeout: millis(1_000),
};

function gate(is: FlagValue = true): Use {
  // oxlint-disable-next-line unicorn/no-thenable -- a gate's policy, never a function
  const made: FlagGate = { kind: 'flag', key: 'checkout', is, then: 'pause', unknown: 'closed' };
  return { kind: 'gate', gate: made, weight: null };
}

function target(variation: FlagValue): Use {
  const by = { kind: 'user', attribute: 'key' };
  return {
    kind: 'target',
    target: { kind: 'launchdarkly', flag: 'checkout', variation, by, approvals: null, server: SERVER },
  };
}

const UNLEASH: Use = {
  kind: 'target',
  target: {
    kind: 'unleash',
    flag: 'checkout',
    names: { on: 'new', off: 'old' },
    stickiness: 'default',
    server: { ...SERVER, kind: 'unleash' },
  },
};

function planned(use: Use, found: Partial<Found> = {}) {
  return plannedFlag(use, { record: RECORD, answer: ON, ...found }, NOW);
}

it('tells state, last change and what to do', () => {
  expect(planned(gate())).toEqual({
    key: 'checkout',
    usedBy: 'gate',
    is: true,
    open: true,
    state: 'on, everybody gets true',
    changedAt: '2026-10-23T00:00:00.000Z',
    changedBy: 'dana',
    ready: true,
    advice:
      'flag "checkout" serves true to everybody since 2026-10-23: remove it from the code, then from the delivery file, then from where it is kept',
    trouble: null,
  });
});

it('names the step', () => {
  const use = gate();
  if (use.kind !== 'gate') throw new Error('it is a gate');
  expect(planned({ ...use, weight: percent(12.5) }).usedBy).toBe('step 12.5%');
});

describe('a flag is ready to go', () => {
  const changed = { at: instant(NOW - 30 * DAY + 1), by: null };
  it.each<[boolean, string, Use, Partial<FlagRecord>]>([
    [true, 'the gate is open for everybody for 30 days', gate(), {}],
    [true, 'a text is what the gate waits for', gate('all'), { settledOn: '"all"' }],
    [false, 'it was changed less than 30 days ago', gate(), { changed }],
    [false, 'nobody knows since when', gate(), { changed: null }],
    [false, 'not everybody gets the same', gate(), { settledOn: null }],
    [false, 'the gate waits for something else', gate(), { settledOn: 'false' }],
    [false, 'the gate waits for a text, and everybody gets the boolean', gate('true'), {}],
    [false, 'the gate is open while a brake is off', gate(false), { settledOn: 'false' }],
    [false, 'it is meant to stay', gate(), { permanent: true }],
    [true, 'everybody has what was rolled out, by its value', target(true), {}],
    [true, 'everybody has what was rolled out, by its name', target('new checkout'), {}],
    [false, 'it was rolled back', target(true), { settledOn: 'false', settledName: null }],
    [true, 'it is on in Unleash', UNLEASH, {}],
    [false, 'it is off in Unleash', UNLEASH, { settledOn: 'false' }],
  ])('%s: %s', (ready, _title, use, record) => {
    const found = planned(use, { record: { ...RECORD, ...record } });
    expect(found.ready).toBe(ready);
    expect(found.advice === null).toBe(!ready);
  });
});

describe('a gate is open', () => {
  it('by what the flag evaluates to, though others get something else', () => {
    const record = { ...RECORD, settledOn: null };
    expect(planned(gate(), { record }).open).toBe(true);
    expect(planned(gate(false), { record }).open).toBe(false);
  });

  it('by what everybody gets, where it can not be evaluated, and that is no trouble then', () => {
    expect(planned(gate(), { answer: TROUBLE })).toMatchObject({ open: true, trouble: null });
  });

  it('or nobody knows', () => {
    const record = { ...RECORD, settledOn: null };
    expect(planned(gate(), { record, answer: TROUBLE })).toMatchObject({
      open: null,
      trouble: 'no key; set it',
    });
    expect(planned(target(true), { answer: null }).open).toBeNull();
  });
});

it('says what it evaluates to where nothing else is known, and then nothing of the past', () => {
  expect(planned(gate(), { record: null })).toMatchObject({
    open: true,
    state: 'true for this service now',
    changedAt: null,
    ready: false,
    trouble: null,
  });
});

it('says trouble once', () => {
  expect(planned(gate(), { record: TROUBLE, answer: TROUBLE })).toMatchObject({
    open: null,
    state: null,
    ready: false,
    trouble: 'no key; set it',
  });
  const other = { ...TROUBLE, why: 'no token' };
  expect(planned(gate(), { record: other, answer: TROUBLE }).trouble).toBe(
    'no token; set it; no key; set it',
  );
  const archived: FlagTrouble = {
    kind: 'trouble',
    code: 'archived',
    why: 'it is archived',
    mend: 'revive it',
  };
  expect(planned(gate(), { record: archived, answer: TROUBLE }).trouble).toBe('it is archived; revive it');
});
