import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  Clients,
  freePort,
  Service,
  startAction,
  until,
  type ActionEnded,
  type ActionRun,
  type Behaviour,
} from '../../../harness/index.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureFaketime } from '../../parts/faketime.ts';
import { ensurePrometheus, type PrometheusPart } from '../../parts/prometheus.ts';
import { Cutter } from './cutter.ts';
import { Prometheus } from './prometheus.ts';

/**
 * Whole deliveries by the shipped bundle while something is wrong between it and the counters. Each has a service of its own,
 * and they run side by side: most of the time they wait.
 */

const FAILING: Behaviour = { failRate: 0.4 };

/** A judge that is content with little evidence, as these tests are not about it. A gross breach is still found. */
const CONTENT = `    analysis: { poll: 1s, warm-up: 500ms, beta: 50%, promotion-margin: { ratio: 5, budget-share: 100% } }
`;

/** By the target's own counters. The machine may be busy: it is not about latency. */
const OWN_SLOS = `    slos: [availability, latency]
slos:
  availability: 90%
  latency: 80% under 500ms
`;

/** Looks each second; a step is long enough for whatever goes wrong. */
const PATIENT = `    strategy: { canary: [50%], bake: { min: 2s, max: 4m }, watch: { min: 2s, max: 4m } }
${CONTENT}    on: { no-data: hold, source-down: hold }
`;

let part: PrometheusPart;
let library: string;
const undo = new AsyncDisposableStack();

beforeAll(async () => {
  const cache = openCache(process.env, () => undefined);
  part = await ensurePrometheus(cache);
  ({ library } = await ensureFaketime(cache));
});

afterAll(async () => undo.disposeAsync());

/** Every service calls its releases the same, so the selectors name the proxy. */
function slosAt(url: string, metricsPort: number): string {
  const own = `instance="127.0.0.1:${metricsPort}"`;
  return `    slos: [availability, latency]
slos:
  availability: { objective: 90%, prometheus: { total: 'glidepath_requests_total{${own}}', bad: 'glidepath_requests_total{${own},code=~"5..|cut"}', split: release } }
  latency: { objective: 80% under 500ms, prometheus: { histogram: 'glidepath_request_duration_seconds{${own}}', split: { label: digest, value: short-digest } } }
sources: { prometheus: { url: "${url}" } }
`;
}

/** A service that its first release already serves, judged by the target's own counters. */
class Delivery {
  readonly service: Service;
  readonly #env: Readonly<Record<string, string>>;
  readonly #metricsPort: number;
  #clients: Clients | null = null;

  private constructor(service: Service, metricsPort: number, env: Readonly<Record<string, string>>) {
    this.#metricsPort = metricsPort;
    this.service = service;
    this.#env = env;
  }

  static async begin(metricsPort: number, env: Readonly<Record<string, string>> = {}): Promise<Delivery> {
    const service = await Service.create(
      `        metrics-port: ${metricsPort}\n    strategy: { canary: [50%], watch: { min: 1s, max: 60s } }\n${CONTENT}`,
      OWN_SLOS,
    );
    undo.defer(async () => service.remove());
    const delivery = new Delivery(service, metricsPort, env);
    const first = delivery.deploy('v1');
    await until('v1 to serve', async () => {
      if (!first.running.isRunning) throw new Error(first.running.stdout);
      return (await fetch(service.url).catch(() => null))?.ok;
    });
    delivery.visit();
    const { outputs, stdout, stderr } = await first.ended;
    expect(outputs, `${stdout}\n${stderr}`).toMatchObject({ decision: 'promoted' });
    return delivery;
  }

  /** From now on these settings hold, and the counters come from there. */
  measureAt(url: string, settings: string): void {
    const file = '.github/delivery.yml';
    const [target] = this.service.git('show', `HEAD:${file}`).split('    strategy:');
    this.service.write(file, `${target ?? ''}${settings}${slosAt(url, this.#metricsPort)}`);
  }

  deploy(name: string, behaviour: Behaviour = {}): ActionRun {
    this.service.release(name, behaviour);
    const run = startAction(
      'deploy',
      this.service.workspace,
      { environment: 'production', artifact: `releases/${name}`, release: name },
      { ...this.service.env, ...this.#env },
    );
    undo.defer(async () => {
      run.running.kill('SIGKILL');
      await run.ended;
    });
    return run;
  }

  /** A few clients until the end, or until they leave. */
  visit(): void {
    const clients = new Clients(this.service.url, 4);
    this.#clients = clients;
    undo.defer(async () => void (await clients.stop()));
  }

  async leave(): Promise<void> {
    await this.#clients?.stop();
  }

  /** Until the ledger has an entry with these words, which name the release. */
  async reaches(words: string, run: ActionRun): Promise<void> {
    await until(
      `the ledger to say "${words}"`,
      () => {
        if (!run.running.isRunning) throw new Error(`it ended: ${run.running.stdout}`);
        return this.service.ledger().some((line) => line.includes(words));
      },
      PATIENCE,
    );
  }
}

/** For what comes in its own time, on a busy machine. */
const PATIENCE = 280_000;

function atHalf(release: string): string {
  return `canary at 50 % (${release})`;
}

async function scraping(ports: readonly number[], interval = '1s'): Promise<Prometheus> {
  const prometheus = await Prometheus.scraping(part, ports, { interval });
  undo.defer(async () => prometheus.remove());
  return prometheus;
}

async function endsAs(decision: string, reason: string, run: ActionRun): Promise<ActionEnded> {
  const end = await run.ended;
  expect(end.outputs, `${end.stdout}\n${end.stderr}`).toMatchObject({ decision, reason });
  return end;
}

/** Two deliveries, one of a healthy release and one of a failing one, through the same trouble. */
async function two(): Promise<{
  healthy: Delivery;
  failing: Delivery;
  ports: readonly number[];
}> {
  const ports = [await freePort(), await freePort()] as const;
  const [healthy, failing] = await Promise.all([Delivery.begin(ports[0]), Delivery.begin(ports[1])]);
  return { healthy, failing, ports };
}

const MINUTE = 60_000;

it.concurrent(
  'Prometheus stalls for a minute, and is restarted: nothing moves until it answers',
  async () => {
    const { healthy, failing, ports } = await two();
    const prometheus = await scraping(ports);
    for (const delivery of [healthy, failing]) delivery.measureAt(prometheus.url, PATIENT);
    await prometheus.scrapesAgain();
    // Without visitors there is no evidence before it stalls.
    await Promise.all([healthy.leave(), failing.leave()]);
    const runs = [healthy.deploy('v2'), failing.deploy('v2', FAILING)] as const;
    await Promise.all([healthy.reaches(atHalf('v2'), runs[0]), failing.reaches(atHalf('v2'), runs[1])]);
    prometheus.stall();
    const stood = [healthy.service.ledger(), failing.service.ledger()];
    healthy.visit();
    failing.visit();
    await new Promise((resolve) => setTimeout(resolve, MINUTE));
    expect([healthy.service.ledger(), failing.service.ledger()]).toEqual(stood);
    prometheus.resume();
    await endsAs('rolled-back', 'breach', runs[1]);
    await prometheus.stop();
    await prometheus.start();
    await endsAs('promoted', 'healthy', runs[0]);
  },
);

it.concurrent(
  'a failing release comes in just as Prometheus is restarted, and another one when it is gone',
  async () => {
    const port = await freePort();
    const delivery = await Delivery.begin(port);
    const prometheus = await scraping([port]);
    delivery.measureAt(prometheus.url, PATIENT);
    await prometheus.scrapesAgain();
    await delivery.leave();
    const second = delivery.deploy('v2', FAILING);
    await delivery.reaches(atHalf('v2'), second);
    await prometheus.stop();
    delivery.visit();
    await prometheus.start();
    const { code } = await endsAs('rolled-back', 'breach', second);
    expect(code).toBe(3);

    await delivery.leave();
    delivery.measureAt(
      prometheus.url,
      `    strategy: { canary: [50%], bake: { min: 2s, max: 5s }, watch: { min: 1s, max: 60s } }
${CONTENT}    pause: { timeout: 1s, then: leave }
`,
    );
    const third = delivery.deploy('v3', FAILING);
    await delivery.reaches(atHalf('v3'), third);
    await prometheus.stop();
    delivery.visit();
    // That the source is away is told as such, with what to do, and passes nobody.
    const { outputs } = await endsAs('paused', 'source-down', third);
    expect(outputs['result']).toContain('ECONNREFUSED');
    expect(outputs['result']).toContain('check sources.prometheus.url');
  },
);

it.concurrent('answers that are cut off, two of three, change no end', async () => {
  const port = await freePort();
  const delivery = await Delivery.begin(port);
  const prometheus = await scraping([port]);
  const cutter = await Cutter.before(prometheus.port);
  undo.defer(() => cutter.end());
  delivery.measureAt(cutter.url, PATIENT);
  await prometheus.scrapesAgain();
  for (const [name, behaviour] of [
    ['v2', {}],
    ['v3', FAILING],
  ] as const) {
    cutter.cut = null;
    const run = delivery.deploy(name, behaviour);
    await delivery.reaches(atHalf(name), run);
    let beat = 0;
    const timer = setInterval(() => {
      beat += 1;
      cutter.cut =
        beat % 3 === 0 ? null : beat % 2 === 0 ? { at: -beat, by: 'reset' } : { at: 7 * beat, by: 'hang-up' };
    }, 1_100);
    undo.defer(() => clearInterval(timer));
    if (name === 'v2') await endsAs('promoted', 'healthy', run);
    else await endsAs('rolled-back', 'breach', run);
    clearInterval(timer);
  }
  expect(cutter.cuts).toBeGreaterThan(0);
});

it.concurrent.each([
  ['three hours behind', '-3h'],
  ['three hours ahead of', '+3h'],
])('our clock is %s that of Prometheus', async (_, FAKETIME) => {
  const clock = { LD_PRELOAD: library, FAKETIME, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  const port = await freePort();
  const delivery = await Delivery.begin(port, clock);
  const prometheus = await scraping([port]);
  delivery.measureAt(prometheus.url, PATIENT);
  await prometheus.scrapesAgain();
  const { outputs } = await endsAs('promoted', 'healthy', delivery.deploy('v2'));
  // The run indeed lived in another hour.
  const [at] = /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d/.exec(outputs['result'] ?? '') ?? [];
  expect(Math.abs(Date.parse(`${at ?? ''}Z`) - Date.now())).toBeGreaterThan(2 * 60 * MINUTE);
  await endsAs('rolled-back', 'breach', delivery.deploy('v3', FAILING));
});

/** A half of the traffic, for a bake of `max` at the most. */
const bakes = (max: string): string =>
  `    strategy: { canary: [50%], bake: { min: 5s, max: ${max} }, watch: { min: 5s, max: 5m } }\n`;

it.concurrent('a scrape each minute and a bake of two', { timeout: 420_000 }, async () => {
  const ports = [await freePort(), await freePort(), await freePort()] as const;
  const [easy, strict, failing] = await Promise.all([
    Delivery.begin(ports[0]),
    Delivery.begin(ports[1]),
    Delivery.begin(ports[2]),
  ]);
  const prometheus = await scraping(ports, '60s');
  const byDefault = `${bakes('2m')}    analysis: { poll: 2s, warm-up: 1s }\n`;
  // No single scrape decides, and of the first one after the step begins nothing counts for it.
  easy.measureAt(prometheus.url, `${bakes('4m')}${CONTENT}`);
  strict.measureAt(prometheus.url, `${byDefault}    pause: { timeout: 1s, then: leave }\n`);
  failing.measureAt(prometheus.url, byDefault);
  // What was never scraped can't be measured.
  await prometheus.scrapesAgain(90_000);
  const runs = [easy.deploy('v2'), strict.deploy('v2'), failing.deploy('v2', FAILING)] as const;
  await Promise.all([
    // The watch would take more scrapes.
    easy.reaches('all traffic moves over (v2)', runs[0]),
    // Two scrapes are too few for the default margins, and that is told as such.
    endsAs('paused', 'too-few-samples', runs[1]),
    // During the bake, or in the pause after it.
    endsAs('rolled-back', 'breach', runs[2]),
  ]);
  expect(easy.service.ledger().join('\n')).not.toMatch(/no data|source down|paused/);
});
