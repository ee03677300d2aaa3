import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { setInterval as every } from 'node:timers';
import { claimant, takeClaim } from '../claim.ts';
import { writeDurably } from '../durable.ts';
import { because } from '../errors.ts';
import { layoutAt, type Layout } from '../layout.ts';
import { identify } from '../process.ts';
import { PROTOCOL, type Contact } from '../protocol.ts';
import { createAdmin } from './admin.ts';
import { createFront, createMetricsServer } from './front.ts';
import { Forgetting, pruneReleases, rotateLogs } from './housekeeping.ts';
import { listen, Listener } from './listener.ts';
import { log } from './log.ts';
import { Memory, SNAPSHOT_MS } from './memory.ts';
import { Metrics } from './metrics.ts';
import { createProxy } from './proxy.ts';
import { Supervisor } from './supervisor.ts';

/*
 * The supervisor of one environment on this host: `node local-daemon.js <folder>`. It starts and stops the releases,
 * passes requests on to them, counts, and carries out its last orders, whether or not anybody is there to watch.
 */

/** How often it looks whether a seat is due to be filled again. */
const STEP_MS = 100;
const CARE_MS = 1000;
const HOUSEKEEPING_MS = 10_000;

const [, , folder] = process.argv;
if (folder === undefined) {
  process.stderr.write('usage: local-daemon <folder>\n');
  process.exitCode = 2;
} else {
  await run(layoutAt(folder));
}

async function run(layout: Layout): Promise<void> {
  await mkdir(layout.logs, { recursive: true, mode: 0o700 });
  if (!(await takeClaim(layout.claim))) {
    log('another daemon runs here; this one is not needed');
    return;
  }
  // Everybody's traffic goes through this process, and nobody would restart it: it stays, whatever goes wrong.
  process.on('uncaughtException', (error) => {
    log(`unforeseen: ${error.stack ?? error.message}`);
  });

  const boot = randomBytes(6).toString('hex');
  const metrics = new Metrics(boot);
  const memory = new Memory();
  const supervisor = new Supervisor({
    layout,
    metrics,
    front: new Listener('proxy', () => createFront(proxy)),
    scrape: new Listener('metrics endpoint', () => createMetricsServer(metrics)),
  });
  const proxy = createProxy({
    choice: supervisor,
    nameOf: (digest) => supervisor.nameOf(digest),
    record: (trip) => {
      metrics.record(trip);
    },
    isStopping: () => supervisor.isStopping,
  });

  await supervisor.restore();
  const contact = await openAdmin(layout, supervisor, { metrics, memory }, end);
  log(`daemon ${boot} runs as pid ${process.pid}, admin on port ${contact.port}`);
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
  keepGoing(layout, supervisor, { metrics, memory }, end);

  function end(): void {
    if (supervisor.isStopping) return;
    log('asked to end: draining');
    supervisor.shutDown().then(
      async () => {
        await rm(layout.contact, { force: true });
        log('ended');
        process.exit(0);
      },
      (error: unknown) => {
        log(`could not end in order: ${because(error)}`);
        process.exit(1);
      },
    );
  }
}

interface Figures {
  readonly metrics: Metrics;
  readonly memory: Memory;
}

/** The file that tells clients where to find us is written last: whoever reads it finds an answer. */
async function openAdmin(
  layout: Layout,
  supervisor: Supervisor,
  { metrics, memory }: Figures,
  end: () => void,
): Promise<Contact> {
  const token = randomBytes(32).toString('hex');
  const server = createAdmin(
    {
      state: () => supervisor.state(),
      counters: async () => ({ releases: await metrics.counters() }),
      history: () => ({ snapshots: memory.snapshots }),
      take: async (orders) => supervisor.take(orders),
      stop: async () => {
        await supervisor.rememberStop();
        setImmediate(end);
      },
    },
    token,
  );
  const port = await listen(server, '127.0.0.1', 0);
  const contact: Contact = { protocol: PROTOCOL, ...identify(process.pid), port, token };
  await writeDurably(layout.contact, JSON.stringify(contact));
  return contact;
}

function keepGoing(layout: Layout, supervisor: Supervisor, figures: Figures, end: () => void): void {
  const forgetting = new Forgetting();
  every(() => {
    supervisor.step();
  }, STEP_MS);
  every(() => {
    void care(layout, supervisor, end);
  }, CARE_MS);
  every(() => {
    remember(figures).catch((error: unknown) => {
      log(`cannot keep the counters: ${because(error)}`);
    });
  }, SNAPSHOT_MS);
  every(() => {
    const inUse = supervisor.inUse();
    forgetting.run(figures.metrics, inUse, Date.now());
    void rotateLogs(layout);
    supervisor
      .exclusively(async () => pruneReleases(layout, supervisor.inUse()))
      .catch((error: unknown) => {
        log(`cannot prune releases: ${because(error)}`);
      });
  }, HOUSEKEEPING_MS);
}

async function remember({ metrics, memory }: Figures): Promise<void> {
  memory.keep(Date.now(), { releases: await metrics.counters() });
}

async function care(layout: Layout, supervisor: Supervisor, end: () => void): Promise<void> {
  if (supervisor.isStopping) return;
  switch (await claimant(layout.claim)) {
    case 'ours':
      await supervisor.retryListening();
      return;
    case 'another':
      // It has the instances now: whatever we did would be done against it.
      log('another daemon has taken over: leaving');
      process.exit(1);
      return;
    case 'nobody':
      log('the folder was removed');
      end();
  }
}
