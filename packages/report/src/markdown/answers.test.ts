import { expect, it } from 'vitest';
import { breached } from '../testing/fixtures.ts';
import { renderAnalysis } from './analysis.ts';
import { renderGate } from './gate.ts';
import { renderRecovery } from './recovery.ts';
import { renderSteering } from './steering.ts';

const EVIL = '</td>|<img src=x onerror=alert(1)>`\n## owned @everyone';
const place = {
  service: 'shop',
  environment: 'production',
  ledger: { ref: 'refs/glidepath/shop/production' },
};
const evilPlace = { service: EVIL, environment: EVIL, ledger: { ref: EVIL } };
const counts = { bad: 6, total: 47 };

it('tells of an open gate', () => {
  expect(renderGate({ ...place, open: true, message: 'v2 may come in', refusals: [], flags: [] })).toBe(
    '## ✅ shop to production: open\n\nv2 may come in\n\nLedger: `refs/glidepath/shop/production`\n',
  );
});

it('tells of each closed gate, and when it opens', () => {
  const refusals = [
    { reason: 'frozen', message: 'it is frozen', until: '2026-03-09T06:00:00.000Z' },
    { reason: 'checks', message: 'unit is still running', until: null },
  ] as const;
  expect(renderGate({ ...place, open: false, message: 'both', refusals, flags: [] })).toContain(
    `## ⛔ shop to production: closed

| Closed, because | In full | Opens by itself |
| --- | --- | --- |
| this environment is frozen now | it is frozen | 2026-03-09 06:00:00 UTC |
| a required check has not succeeded | unit is still running | no |
`,
  );
});

it('tells of each flag that was asked for', () => {
  const flag = { key: 'a', value: true, variant: 'on', reason: 'STATIC', open: true, trouble: null };
  const long = { ...flag, key: 'long', value: 'x'.repeat(500), variant: null, reason: null };
  const gone = { ...long, key: 'gone', value: null, open: false, trouble: { message: 'no such flag' } };
  const said = { open: true, message: 'none is closed', refusals: [], flags: [flag, long, gone] };
  const text = renderGate({ ...place, ...said, ledger: null });
  expect(text).toContain(`none is closed

| Flag | Value | Variant | Reason | Stands |
| --- | --- | --- | --- | --- |
| \`a\` | true | on | STATIC | open |
| \`long\` | "${'x'.repeat(198)}… |  |  | open |
| \`gone\` | no such flag |  |  | closed |
`);
  expect(text).not.toContain('Ledger');
});

it('tells what was asked and whether it was done', () => {
  const asked = { ...place, verb: 'pause', message: 'done: v2 is paused' };
  expect(renderSteering(asked, true)).toMatch(/^## ✅ shop in production: pause\n\ndone: v2 is paused\n/);
  expect(renderSteering(asked, false)).toMatch(/^## ⛔ shop in production: pause was not done\n/);
});

it('tells of a verdict and its figures', () => {
  const text = renderAnalysis({
    ...place,
    verdict: 'breach',
    message: 'it fails too often.',
    candidate: { name: 'v2' },
    stable: null,
    slis: [
      {
        sli: 'availability',
        candidate: counts,
        stable: { bad: 0, total: 0 },
        lnRollback: 7.12,
        lnPromotion: null,
      },
    ],
    looks: 2,
  });
  expect(text).toBe(`## ❌ shop in production: breach

it fails too often. (2 looks)

| SLI | Bad: v2 | Bad: the release before | Worse than allowed? (ln E) | Good enough? (ln E) |
| --- | --- | --- | --- | --- |
| availability | 6 of 47 (12.8 %) | no requests | 7.1 | not tested |
`);
});

it('tells what was recovered', () => {
  const { result } = breached();
  const text = renderRecovery({
    service: 'shop',
    found: 1,
    environments: [
      { environment: 'staging', outcome: 'idle', message: 'nothing is under way', result: null },
      { environment: 'production', outcome: 'finished', message: 'taken back', result },
    ],
  });
  expect(text).toBe(`## 🛟 shop: one rollout without a run

| Environment | What was done | Release | In full |
| --- | --- | --- | --- |
| staging | nothing to do |  | nothing is under way |
| production | finished | 1.10.0 rolled back | taken back |
`);
});

it('lets no foreign text become markup', () => {
  const flag = { key: EVIL, value: { [EVIL]: EVIL }, variant: EVIL, reason: EVIL, open: true, trouble: null };
  const evilFlags = [flag, { ...flag, trouble: { message: EVIL } }];
  const texts = [
    renderGate({ ...evilPlace, open: true, message: EVIL, refusals: [], flags: evilFlags }),
    renderGate({
      ...evilPlace,
      open: false,
      message: EVIL,
      refusals: [{ reason: 'frozen', message: EVIL, until: EVIL }],
      flags: [],
    }),
    renderSteering({ ...evilPlace, verb: EVIL, message: EVIL }, true),
    renderAnalysis({
      ...evilPlace,
      verdict: 'healthy',
      message: EVIL,
      candidate: { name: EVIL },
      stable: { name: EVIL },
      slis: [{ sli: EVIL, candidate: counts, stable: counts, lnRollback: null, lnPromotion: null }],
      looks: 1,
    }),
    renderRecovery({
      service: EVIL,
      found: 0,
      environments: [{ environment: EVIL, outcome: 'held', message: EVIL, result: null }],
    }),
  ];
  for (const text of texts) {
    expect(text).not.toMatch(/<img|<\/td>|@everyone/);
    expect(text.match(/^## /gm)).toHaveLength(1);
  }
});
