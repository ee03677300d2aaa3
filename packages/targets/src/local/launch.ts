import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TargetError } from '@glidepath/conductor';
import { ask } from './admin-client.ts';
import { readJson } from './durable.ts';
import { DAEMON_INHERITS, inherited } from './environment.ts';
import { because } from './errors.ts';
import type { Layout } from './layout.ts';
import { isRunning } from './process.ts';
import { contactSchema, PROTOCOL, type Contact } from './protocol.ts';

/** How long a daemon may take from its start until it answers. */
const STARTUP_MS = 20_000;
const POLL_MS = 25;

/**
 * The environment's daemon; null where none runs.
 * @throws TargetError where one runs that speaks another protocol
 */
export async function findDaemon(layout: Layout): Promise<Contact | null> {
  const contact = await readJson(layout.contact, contactSchema);
  if (contact === null || !isRunning(contact)) return null;
  if (contact.protocol !== PROTOCOL) {
    throw new TargetError(
      `The supervisor of this environment (pid ${contact.pid}) is from another version of Glidepath (protocol ${contact.protocol}, this one speaks ${PROTOCOL}). Use that version, or end it with "kill ${contact.pid}" and deploy again; requests fail until then.`,
    );
  }
  // Where the host does not say when a process started, somebody else may have the pid by now.
  return contact.started !== null || (await answers(contact)) ? contact : null;
}

async function answers(contact: Contact): Promise<boolean> {
  return ask(contact, 'GET', '/v1/state').then(
    ({ status }) => status === 200,
    () => false,
  );
}

/**
 * The environment's daemon, started if there is none. Two callers at once end up with the same one: the daemons
 * themselves see to it that only one stays.
 * @throws TargetError when it doesn't come up
 */
export async function ensureDaemon(layout: Layout, daemonFile: string): Promise<Contact> {
  const found = await findDaemon(layout);
  if (found !== null) return found;
  if (process.platform === 'win32') {
    throw new TargetError('The local target needs Linux or macOS: Windows has no process groups to stop.');
  }
  await mkdir(layout.logs, { recursive: true, mode: 0o700 });
  // May have been there before, with other rights.
  await chmod(layout.folder, 0o700);
  const child = await start(layout, await program(layout, daemonFile));
  return waitFor(layout, child);
}

async function waitFor(layout: Layout, child: ChildProcess): Promise<Contact> {
  const deadline = performance.now() + STARTUP_MS;
  // Exit code 0: another daemon was faster. It will answer.
  while (performance.now() < deadline && (child.exitCode ?? 0) === 0) {
    const contact = await findDaemon(layout);
    if (contact !== null) return contact;
    await sleep(POLL_MS);
  }
  const log = await readFile(layout.daemonLog, 'utf8').catch(() => '');
  const end = log.trimEnd().split('\n').slice(-15).join('\n');
  throw new TargetError(
    `The supervisor of this environment did not come up. The end of its log, ${layout.daemonLog}:\n${end}`,
  );
}

/** In a session of its own: neither a terminal's Ctrl-C nor the conductor's end reaches it. */
async function start(layout: Layout, file: string): Promise<ChildProcess> {
  const output = await open(layout.daemonLog, 'a', 0o600);
  try {
    const child = spawn(process.execPath, [file, layout.folder], {
      cwd: layout.folder,
      env: inherited(process.env, DAEMON_INHERITS),
      detached: true,
      stdio: ['ignore', output.fd, output.fd],
    });
    child.unref();
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        reject(
          new TargetError(`The supervisor cannot be started with ${process.execPath}: ${because(error)}.`),
        );
      });
    });
    return child;
  } finally {
    await output.close();
  }
}

/**
 * What is to be run. The bundle is copied, since the checkout that it came with may be gone tomorrow; a source file needs
 * its neighbours and is run where it is.
 */
async function program(layout: Layout, daemonFile: string): Promise<string> {
  if (extname(daemonFile) === '.ts') return daemonFile;
  const content = await readFile(daemonFile).catch((error: unknown) => {
    throw new TargetError(`The supervisor's program ${daemonFile} cannot be read: ${because(error)}.`);
  });
  const name = `daemon-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.mjs`;
  const path = join(layout.folder, name);
  await writeFile(`${path}.${process.pid}.tmp`, content, { mode: 0o600 });
  await rename(`${path}.${process.pid}.tmp`, path);
  for (const other of await readdir(layout.folder)) {
    if (/^daemon-[0-9a-f]+\.mjs$/.test(other) && other !== name)
      await rm(join(layout.folder, other), { force: true });
  }
  return path;
}
