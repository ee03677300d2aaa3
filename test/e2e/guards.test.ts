import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeAlertmanager } from '../../packages/metrics/src/alertmanager/testing/fake-alertmanager.ts';
import { BRISK } from '../harness/brisk.ts';
import { Clients, Service, SLOS, until, type ActionEnded } from '../harness/index.ts';

/** A guard over the whole service, by the bundles as they ship: an alert that begins to fire at the worst moment. */

let alertmanager: FakeAlertmanager;
let service: Service;
let clients: Clients;

const PAGE = { labels: { alertname: 'HighErrorRate', severity: 'page' } };

afterEach(async () => {
  await clients.stop();
  await service.remove();
  await alertmanager.server.stop();
});

/** A service whose v1 is live, with a guard on the alerts that page somebody. */
async function guarded(then: string, more = ''): Promise<void> {
  alertmanager = await FakeAlertmanager.start();
  service = await Service.create(
    `${BRISK}${more}    guards: [{ alerts: { alertmanager: 'severity="page"', then: ${then} } }]\n`,
    `${SLOS}sources: { alertmanager: { url: ${alertmanager.server.url} } }\n`,
  );
  service.release('v1');
  service.release('v2');
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok);
  clients = new Clients(service.url);
  expectEnd(await first.ended, 0, { decision: 'promoted' });
}

beforeEach(() => {
  expect.hasAssertions();
});

function expectEnd(end: ActionEnded, code: number, outputs: Readonly<Record<string, string>>): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
  expect(alertmanager.violations).toEqual([]);
}

async function stepped(): Promise<void> {
  await until('the rollout to step', () => service.ledger().some((line) => /25 %/.test(line)));
}

describe('an alert that fires in mid-rollout', () => {
  it('takes the release back where that is its policy, and does not block its digest', async () => {
    await guarded('rollback');
    const run = service.deploy('v2');
    await stepped();
    alertmanager.alerts.push(PAGE);
    const end = await run.ended;
    expectEnd(end, 3, { decision: 'rolled-back', reason: 'guard' });
    expect(end.outputs['result']).toContain('HighErrorRate');
    expect(end.summary).toContain('HighErrorRate');
    alertmanager.alerts.length = 0;
    expectEnd(await service.deploy('v2').ended, 0, { decision: 'promoted' });
  });

  it('holds it until it is over', async () => {
    await guarded('hold');
    const run = service.deploy('v2');
    await stepped();
    alertmanager.alerts.push(PAGE);
    await until('the hold to be told', () => run.running.stdout.includes('held by a guard'));
    const stood = service.ledger();
    const looks = alertmanager.searches('/api/v2/alerts').length;
    await until(
      'ten more looks at the alerts',
      () => alertmanager.searches('/api/v2/alerts').length > looks + 10,
    );
    expect(service.ledger()).toEqual(stood);
    alertmanager.alerts.length = 0;
    const end = await run.ended;
    expectEnd(end, 0, { decision: 'promoted', reason: 'healthy' });
    expect(end.stdout).toContain('nothing holds it any more');
  });
});

describe('before a rollout', () => {
  it('an alert that fires keeps every release out, but for an override', async () => {
    await guarded('rollback');
    alertmanager.alerts.push(PAGE);
    const before = service.ledger();
    const refused = await service.deploy('v2').ended;
    expectEnd(refused, 7, { decision: 'rejected', reason: 'guard' });
    expect(refused.outputs['result']).toContain('HighErrorRate');
    expect(service.ledger()).toEqual(before);
    const asked = await service.cli('gate').ended;
    expect(asked.code).toBe(7);
    expect(asked.stdout).toContain('a guard fires');

    const override = { override: 'v2 mends it' };
    expectEnd(await service.deploy('v2', override).ended, 0, { decision: 'promoted' });
  });

  it('an Alertmanager that is away keeps every release out, and check-slos says why', async () => {
    await guarded('hold');
    await alertmanager.server.stop();
    expectEnd(await service.deploy('v2').ended, 7, { decision: 'rejected', reason: 'gate-unreachable' });
    const check = await service.cli('check-slos').ended;
    expect(check.code).toBe(1);
    expect(check.stdout).toContain('ECONNREFUSED');
  });
});
