import { randomInt } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Target } from '@glidepath/conductor';
import { millis, percent, type LocalTargetSpec, type Release, type Slo } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { createLocalTarget } from '../client.ts';
import { readJson } from '../durable.ts';
import type { Layout } from '../layout.ts';
import { layoutOf } from '../paths.ts';
import { isRunning, signalGroup } from '../process.ts';
import { contactSchema, type Contact } from '../protocol.ts';
import { readRoster } from '../daemon/roster.ts';

const APP = fileURLToPath(new URL('app.ts', import.meta.url));
export const DAEMON = fileURLToPath(new URL('../daemon/main.ts', import.meta.url));

/** A host for one test: a workspace, a state folder, a port, and everything that was started on it. */
export interface Host {
  readonly workspace: string;
  readonly stateDir: string;
  readonly layout: Layout;
  readonly port: number;
  readonly url: string;
  readonly slos: readonly Slo[];
  target(overrides?: Partial<LocalTargetSpec>, daemonFile?: string): Target;
  /** Stages a release of the test application. */
  release(name: string, overrides?: Partial<LocalTargetSpec>): Promise<Release>;
  contact(): Promise<Contact>;
  /** Ends everything by pid and removes all files. */
  tearDown(): Promise<void>;
}

export const SLOS: readonly Slo[] = [
  {
    name: 'availability',
    objective: { kind: 'availability', target: percent(99) },
    weight: 1,
    source: { kind: 'target' },
  },
  {
    name: 'latency',
    objective: { kind: 'latency', target: percent(99), threshold: millis(300) },
    weight: 1,
    source: { kind: 'target' },
  },
];

export async function createHost(defaults: Partial<LocalTargetSpec> = {}): Promise<Host> {
  const root = await mkdtemp(join(tmpdir(), 'glidepath-local-'));
  const workspace = join(root, 'workspace');
  const stateDir = join(root, 'state');
  await mkdir(join(workspace, 'app'), { recursive: true });
  await copyFile(APP, join(workspace, 'app', 'app.ts'));
  const port = await somePort();
  const layout = layoutOf(stateDir, 'shop', 'production');

  const target: Host['target'] = (overrides = {}, daemonFile = DAEMON) =>
    createLocalTarget({
      spec: { ...specAt(port), ...defaults, ...overrides },
      service: 'shop',
      environment: 'production',
      workspace,
      stateDir,
      daemonFile,
      slos: SLOS,
    });

  return {
    workspace,
    stateDir,
    layout,
    port,
    url: `http://127.0.0.1:${port}`,
    slos: SLOS,
    target,
    async release(name, overrides = {}) {
      await writeFile(join(workspace, 'app', 'version.txt'), name);
      const { digest } = await target(overrides).acquire(null);
      return { digest, name, commit: null, committedAt: null };
    },
    async contact() {
      const contact = await readJson(layout.contact, contactSchema);
      if (contact === null) throw new Error(`no daemon in ${layout.folder}: ${await logOf(layout)}`);
      return contact;
    },
    async tearDown() {
      const contact = await readJson(layout.contact, contactSchema);
      if (contact !== null && isRunning(contact)) process.kill(contact.pid, 'SIGKILL');
      const { instances } = await readRoster(layout.roster);
      for (const instance of instances) {
        if (isRunning(instance)) signalGroup(instance.pid, 'SIGKILL');
      }
      await eventually('everything is gone', async () =>
        [...instances, ...(contact === null ? [] : [contact])].every((one) => !isRunning(one)),
      );
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function specAt(port: number): LocalTargetSpec {
  return {
    kind: 'local',
    artifact: 'app',
    command: ['node', 'app.ts'],
    instances: 2,
    host: '127.0.0.1',
    port,
    metricsPort: null,
    env: {},
    envFile: null,
    health: { path: '/health', interval: millis(100), timeout: millis(1000), deadline: millis(10_000) },
    stop: { drain: millis(10_000), grace: millis(2000) },
  };
}

/** Below the range of the local ports of outgoing connections, and apart from that of the instances. */
export async function somePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 19_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.on('error', () => {
        resolve(false);
      });
      server.listen(port, '127.0.0.1', () => {
        server.close(() => {
          resolve(true);
        });
      });
    });
    if (free) return port;
  }
}

export const only = (release: Release): Desired => ({ kind: 'only', release });

export function split(
  stable: Release | null,
  candidate: Release,
  weight: number,
  strategy: 'canary' | 'rolling' | 'blue-green' = 'canary',
): Desired {
  return { kind: 'split', strategy, stable, candidate, weight: percent(weight) };
}

/** Applies and waits until it is there. */
export async function bringAbout(target: Target, desired: Desired, fence = 1): Promise<TargetView> {
  await target.apply(desired, fence);
  return settle(target, desired);
}

export async function settle(target: Target, desired: Desired): Promise<TargetView> {
  return viewWhere(target, desired, ({ settled }) => settled);
}

export async function viewWhere(
  target: Target,
  desired: Desired,
  holds: (view: TargetView) => boolean,
): Promise<TargetView> {
  let view = await target.observe(desired);
  await eventually(
    () => `the view is as awaited, it is ${JSON.stringify(view)}`,
    async () => {
      view = await target.observe(desired);
      return holds(view);
    },
  );
  return view;
}

const PATIENCE_MS = 20_000;

/** Waits until `holds`; how long that takes is not what is tested. */
export async function eventually(
  what: string | (() => string),
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > deadline) {
      throw new Error(`waited in vain until ${typeof what === 'string' ? what : what()}`);
    }
    await sleep(20);
  }
}

export async function logOf(layout: Layout): Promise<string> {
  return readFile(layout.daemonLog, 'utf8').catch(() => '(no log)');
}
