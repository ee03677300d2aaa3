/**
 * `npm run demo`: four releases of a small shop delivered on this machine, by the shipped action, under real traffic.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '@glidepath/conductor';
import { stopLocal } from '@glidepath/targets/local';
import { renderHtml } from '@glidepath/report/html';
import { checkBundle, runAction, type ActionRun } from './action.ts';
import { aboutTheEnd, complaints, type Delivery } from './check.ts';
import { ClientsLine } from './clients-line.ts';
import { Clients } from './clients.ts';
import { closingTable, jsonLine } from './closing.ts';
import type { Delivered } from './delivered.ts';
import { ENVIRONMENT, SERVICE } from './delivery-file.ts';
import type { WindowTally } from './load/messages.ts';
import { HELP, readOptions, type Options } from './options.ts';
import { FIRST, RELEASES, type DemoRelease } from './releases.ts';
import { Screen } from './screen.ts';
import { Trouble } from './trouble.ts';
import { commitRelease, createWorkspace, type Workspace } from './workspace.ts';

const REPORT = join(import.meta.dirname, 'out', 'report.html');
const STOP_PATIENCE_MS = 15_000;
const LONGEST_MS = 150_000;
const CLIENTS_LINE_MS = 2_000;
const SERVING_POLL_MS = 100;

interface Ended extends ActionRun {
  readonly release: DemoRelease;
}

class Demo {
  readonly #options: Options;
  readonly #screen: Screen;
  readonly #stop: AbortSignal;

  constructor(options: Options, screen: Screen, stop: AbortSignal) {
    this.#options = options;
    this.#screen = screen;
    this.#stop = stop;
  }

  /** Returns what is not as it must be. @throws Trouble, or the reason of the stop */
  async run(): Promise<readonly string[]> {
    await checkBundle();
    const workspace = await createWorkspace();
    try {
      return await this.#play(workspace);
    } finally {
      await this.#stopService(workspace);
      if (this.#options.keep) this.#screen.line(`The workspace is kept: ${workspace.repository}`);
      else await rm(workspace.root, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  async #play(workspace: Workspace): Promise<readonly string[]> {
    const first = this.#deliver(workspace, FIRST);
    // Even a first release is judged, so clients come as soon as somebody can serve them, and not before.
    const wasUp = await Promise.race([isServing(workspace.port, this.#stop), first.then(() => false)]);
    if (!wasUp) return aboutTheEnd(await first);

    const clients = this.#startClients(workspace);
    const ended: Ended[] = [];
    try {
      const wrong = aboutTheEnd(await first);
      if (wrong.length > 0) return wrong;
      for (const release of RELEASES) {
        clients.open(release.behaviour.name);
        ended.push(await this.#deliver(workspace, release));
      }
    } finally {
      await clients.close();
    }
    await writeReport(ended.map(({ delivered }) => delivered));
    return this.#judge(ended, clients.windows);
  }

  #startClients({ port }: Workspace): Clients {
    const line = new ClientsLine(CLIENTS_LINE_MS);
    return new Clients({
      port,
      rate: this.#options.rps,
      window: FIRST.behaviour.name,
      onNews: ({ windows, final }) => {
        const text = final ? null : line.next(windows, Date.now());
        if (text !== null) this.#screen.voice('clients', text);
      },
    });
  }

  /** Shows what became of the four, and returns what is not as it must be. */
  #judge(ended: readonly Ended[], windows: readonly WindowTally[]): readonly string[] {
    const deliveries = ended.map((end): Delivery => ({
      ...end,
      clients: windowOf(windows, end.release.behaviour.name),
    }));
    this.#show(deliveries);
    const strays = windowOf(windows, FIRST.behaviour.name).failedNotByRelease;
    return [
      ...(strays === 0 ? [] : [`${strays} requests failed before the first of the four releases came`]),
      ...deliveries.flatMap(complaints),
    ];
  }

  async #deliver(workspace: Workspace, release: DemoRelease): Promise<Ended> {
    const { name } = release.behaviour;
    this.#screen.heading(`${name}: ${release.about}`);
    const commit = await commitRelease(workspace, release.behaviour);
    const run = await runAction({
      workspace,
      release: name,
      commit,
      onLine: (text) => {
        this.#screen.voice(name, text);
      },
      signal: this.#stop,
    });
    this.#stop.throwIfAborted();
    return { release, ...run };
  }

  async #stopService({ state }: Workspace): Promise<void> {
    try {
      await stopLocal({ stateDir: state, service: SERVICE, environment: ENVIRONMENT }, STOP_PATIENCE_MS);
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      this.#screen.bad(error.message);
    }
  }

  #show(deliveries: readonly Delivery[]): void {
    this.#screen.heading('What became of them');
    for (const line of closingTable(deliveries)) this.#screen.line(line);
    this.#screen.line(`\nReport: ${relative(process.cwd(), REPORT)}`);
    if (!this.#options.json) return;
    for (const delivery of deliveries) process.stdout.write(`${jsonLine(delivery)}\n`);
  }
}

/** Resolves with true once the service answers, with false when the demo is stopped before. */
async function isServing(port: number, stop: AbortSignal): Promise<boolean> {
  while (!stop.aborted) {
    const status = await fetch(`http://127.0.0.1:${port}/healthz`).then(
      async (answer) => answer.text().then(() => answer.status),
      () => null,
    );
    if (status === 200) return true;
    await sleep(SERVING_POLL_MS);
  }
  return false;
}

async function writeReport(delivered: readonly Delivered[]): Promise<void> {
  await mkdir(join(REPORT, '..'), { recursive: true });
  await writeFile(REPORT, renderHtml(delivered));
}

function windowOf(windows: readonly WindowTally[], name: string): WindowTally {
  const window = windows.find((one) => one.name === name);
  if (window === undefined) throw new Trouble(`the load generator has no figures for ${name}`);
  return window;
}

/** Ctrl-C and the time limit end the demo in good order. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stop.abort(new Trouble('stopped before the end'));
    });
  }
  setTimeout(() => {
    stop.abort(
      new Trouble(`it took longer than ${LONGEST_MS / 1_000} s: is this machine busy with something else?`),
    );
  }, LONGEST_MS).unref();
  return stop.signal;
}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.error(error.message);
    return 2;
  }
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const screen = new Screen(options.json ? process.stderr : process.stdout);
  const stop = stopSignal();
  try {
    const wrong = await new Demo(options, screen, stop).run();
    for (const complaint of wrong) screen.bad(complaint);
    if (wrong.length > 0) return 1;
    screen.good(
      'All four ended as they must, and no client saw a failure that a release did not cause itself.',
    );
    return 0;
  } catch (error) {
    const why: unknown = stop.aborted ? stop.reason : error;
    if (!(why instanceof Trouble)) throw why;
    screen.bad(`The demo failed: ${why.message}`);
    return 1;
  }
}

process.exitCode = await main();
