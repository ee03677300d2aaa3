import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { BRISK, BRISK_ANALYSIS } from '../../../harness/brisk.ts';
import { Clients, Service, SLOS, startAction, until, type ActionEnded } from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensurePostgres } from '../../parts/postgres.ts';
import { ensureToxiproxy } from '../../parts/toxiproxy.ts';
import { ensureUnleash } from '../../parts/unleash.ts';
import { Toxiproxy, type Way } from './toxiproxy.ts';
import { Unleash } from './unleash.ts';
import { UnleashAdmin } from './unleash-admin.ts';

/**
 * What flags of a real Unleash say to rollouts, to `gate` and to `plan`, by the bundles as they ship. Each test has flags of
 * its own; those with a rollout have a service of their own, and run side by side.
 */

const EVERYBODY = { name: 'flexibleRollout', parameters: { rollout: '100', stickiness: 'default' } };

let unleash: Unleash;
let toxiproxy: Toxiproxy;
/** Of SDKs, for production. */
let clientToken: string;
/** Of a person who turns flags, and of Glidepath, which reads their history. */
let dana: UnleashAdmin;
let adminToken: string;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  const [server, postgres] = await Promise.all([ensureUnleash(cache), ensurePostgres(cache)]);
  toxiproxy = await Toxiproxy.start(await ensureToxiproxy(cache));
  undo.defer(async () => toxiproxy.stop());
  unleash = await Unleash.start({ unleash: server, postgres });
  undo.defer(async () => unleash.remove());
  clientToken = await unleash.admin.clientToken('gates', 'production');
  adminToken = await unleash.newPerson('glidepath', 'viewer');
  dana = new UnleashAdmin(unleash.url, await unleash.newPerson('dana-the-person', 'editor'));
});

afterAll(async () => undo.disposeAsync());

/** A new flag that everybody has, or nobody. */
async function flag(name: string, to: 'on' | 'off', strategy: object = EVERYBODY): Promise<void> {
  await dana.createFeature(name);
  await dana.addStrategy(name, 'production', strategy);
  await turn(name, to);
}

/** Until Unleash tells SDKs so: it looks for changes once a second, for each question of its own. */
async function turn(name: string, to: 'on' | 'off'): Promise<void> {
  await dana.turn(name, 'production', to);
  await until(`Unleash to tell SDKs that ${name} is ${to}`, async () => {
    const headers = { authorization: clientToken };
    const answer = await fetch(`${unleash.url}/api/client/features`, { headers });
    const { features } = z.parse(Served, await answer.json());
    return features.some((one) => one.name === name && one.enabled === (to === 'on'));
  });
}
const Served = z.object({ features: z.array(z.object({ name: z.string(), enabled: z.boolean() })) });

function provider(url = unleash.url, more = ''): string {
  return `flags: { unleash: { url: "${url}/api", token-env: UNLEASH_TOKEN${more} } }\n`;
}

async function serviceWith(settings: string, flags: string, slos = SLOS): Promise<Service> {
  const service = await Service.create(settings, slos + flags);
  service.secrets['UNLEASH_TOKEN'] = clientToken;
  undo.defer(async () => service.remove());
  return service;
}

/** A service whose v1 is live and used. */
async function serving(settings: string, flags = provider()): Promise<Service> {
  const service = await serviceWith(settings, flags);
  service.release('v1');
  service.release('v2');
  const first = service.deploy('v1');
  await until('v1 to answer', async () => (await fetch(service.url).catch(() => null))?.ok);
  const clients = new Clients(service.url, 8);
  undo.defer(async () => void (await clients.stop()));
  expectEnd(await first.ended, 0, { decision: 'promoted' });
  return service;
}

/** The token must be in nothing that was said but the line that has the runner hide it. */
function expectEnd(end: ActionEnded, code: number, outputs: Readonly<Record<string, string>>): void {
  expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
  expect(end.stdout).toContain(`::add-mask::${clientToken}`);
  const log = end.stdout.replaceAll(`::add-mask::${clientToken}`, '');
  expect(log + end.stderr + end.summary + JSON.stringify(end.outputs)).not.toContain(clientToken);
}

async function recorded(service: Service, what: string): Promise<void> {
  await until(`"${what}" in the ledger`, () => service.ledger().some((line) => line.includes(what)));
}

it.concurrent(
  'a step waits for its flag, and a flag that is turned off later takes the release back',
  async () => {
    await flag('release', 'on');
    await flag('more', 'on');
    const strategy = `{ canary: [25%, { weight: 50%, flag: more }], bake: { min: 400ms, max: 2m }, watch: { min: 400ms, max: 2m } }`;
    const gate = '    gates: [{ flag: release, then: rollback }]\n';
    const service = await serving(`    strategy: ${strategy}\n${BRISK_ANALYSIS}${gate}`);
    await turn('more', 'off');
    const run = service.deploy('v2');
    await until('the wait to be told', () =>
      run.running.stdout.includes('held by a flag: the flag "more" is false'),
    );
    expect(service.ledger().at(-1)).toContain('25 %');
    await turn('more', 'on');
    await recorded(service, '50 %');
    await turn('release', 'off');
    const end = await run.ended;
    expectEnd(end, 3, { decision: 'rolled-back', reason: 'flag' });
    expect(end.summary).toContain('the flag "release" is false');
    expect(service.git('log', '--format=%B', 'refs/glidepath/shop/production')).not.toContain(clientToken);
  },
);

it.concurrent('a flag that is turned off pauses, and a person goes on once it is on again', async () => {
  await flag('pausing', 'on');
  const service = await serving(`${BRISK}    gates: [{ flag: pausing, then: pause }]\n`);
  const run = service.deploy('v2');
  await recorded(service, '25 %');
  await turn('pausing', 'off');
  await recorded(service, 'a flag closed its gate');
  await turn('pausing', 'on');
  await resumed(service);
  expectEnd(await run.ended, 0, { decision: 'promoted' });
});

/** The run asks Unleash every so often: until it knows that the flag is on, it pauses again. */
async function resumed(service: Service): Promise<void> {
  await until('the rollout to go on for good', async () => {
    const { code, stdout, stderr } = await service.cli('resume').ended;
    expect(code, stdout + stderr).toBe(0);
    await recorded(service, 'resumed at 25 %');
    await setTimeout(1_000);
    return service.ledger().at(-1)?.includes('a flag closed its gate') === false;
  });
}

it.concurrent('an Unleash that is away holds the rollout, which goes on once it is back', async () => {
  await flag('steady', 'on');
  const way: Way = await toxiproxy.wayTo(unleash.port);
  const gate = '    gates: [{ flag: steady, then: rollback }]\n';
  const service = await serving(`${BRISK}${gate}`, provider(way.url));
  const run = service.deploy('v2');
  await recorded(service, '25 %');
  await way.cut();
  await until('the hold to be told', () => run.running.stdout.includes('held by a flag: Unleash at'));
  const stood = service.ledger();
  await way.mend();
  expectEnd(await run.ended, 0, { decision: 'promoted', reason: 'healthy' });
  expect(stood.at(-1)).toMatch(/25 %|50 %/);
});

it('gate reads flags of every type, each as Unleash has it', async () => {
  await flag('plain', 'on');
  await flag('dark', 'off');
  const withVariant = async (name: string, variant: string, type: string, value: string): Promise<void> => {
    const payload = { type, value };
    const one = { name: variant, weight: 1000, weightType: 'variable', stickiness: 'default', payload };
    await flag(name, 'on', { ...EVERYBODY, variants: [one] });
  };
  await withVariant('audience', 'inside', 'string', 'staff');
  await withVariant('share', 'eighth', 'number', '12.5');
  await withVariant('limits', 'low', 'json', '{"most":10,"names":["a","b"]}');
  const service = await serviceWith(BRISK, provider());
  const flags = `- plain
- { flag: dark, is: false }
- { flag: audience, is: staff }
- { flag: share, type: number }
- { flag: limits, type: object }
`;
  const inputs = { environment: 'production', 'only-flags': 'true' };
  const ask = async (asked: string): Promise<ActionEnded> =>
    startAction('gate', service.workspace, { ...inputs, flags: asked }, service.env).ended;
  expectEnd(await ask(flags), 0, {
    open: 'true',
    'value-plain': 'true',
    'value-dark': 'false',
    'value-audience': 'staff',
    'variant-audience': 'inside',
    'value-share': '12.5',
    'variant-share': 'eighth',
    'value-limits': '{"most":10,"names":["a","b"]}',
    'variant-limits': 'low',
  });
  expectEnd(await ask('- { flag: audience, is: everyone }'), 7, { open: 'false', reason: 'flag' });
  const strange = await ask('- { flag: share, type: object }\n- nowhere');
  expectEnd(strange, 7, { open: 'false', reason: 'gate-unreachable' });
  const told: unknown = JSON.parse(strange.outputs['flags'] ?? '');
  expect(told).toMatchObject({
    share: { value: null, trouble: { code: 'wrong-type' } },
    nowhere: { value: null, trouble: { code: 'not-found' } },
  });
});

it('plan lists the flags with their state, the last change, and by whom', async () => {
  await flag('ready', 'on');
  await flag('audience-of-step', 'on');
  await dana.rollOut('audience-of-step', 'production', 25);
  await flag('rolled', 'off');
  await flag('gone', 'on');
  await dana.archive('gone');
  const strategy = '{ canary: [25%, { weight: 50%, flag: audience-of-step }] }';
  const gates = '[{ flag: ready }, { flag: gone }]';
  const target = `{ unleash: { flag: rolled, url: "${unleash.url}/api", environment: production } }`;
  const service = await serviceWith(
    `    strategy: ${strategy}\n    gates: ${gates}\n`,
    provider(unleash.url, ', server: { environment: production, token-env: UNLEASH_ADMIN_TOKEN }'),
    `    slos: [sales]
  shown: { target: ${target}, strategy: canary, slos: [sales] }
slos:
  sales: { objective: 99%, prometheus: { total: sales_total, bad: lost_total, split: variation } }
sources: { prometheus: { url: "http://127.0.0.1:9" } }
`,
  );
  service.secrets['UNLEASH_ADMIN_TOKEN'] = adminToken;
  const text = await service.cli('plan').ended;
  expect(text.code, text.stderr).toBe(0);
  const today = String.raw`changed \d{4}-\d\d-\d\d by dana-the-person`;
  for (const line of [
    String.raw`ready +gate +waits for true, open +on for everybody +${today}`,
    String.raw`gone +gate +waits for true +not known`,
    // Whom Unleash draws has it open.
    String.raw`audience-of-step +step 50% +waits for true, (?:open|closed) +on for 25 % +${today}`,
    String.raw`rolled +target +off +${today}`,
  ])
    expect(text.stdout).toMatch(new RegExp(`^  ${line}$`, 'm'));
  expect(text.stdout).toMatch(/^ {2}! the flag "gone" of Unleash at .* is archived/m);
  for (const secret of [adminToken, clientToken]) expect(text.stdout + text.stderr).not.toContain(secret);
});
