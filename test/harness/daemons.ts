import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './process.ts';

/** Ends every local daemon whose state is below `stateDir`, with its instances: by its own stop, else by pid. */
export async function stopDaemons(stateDir: string): Promise<void> {
  for (const folder of environmentsIn(join(stateDir, 'local'))) {
    const daemon = contactOf(folder);
    if (daemon === null || !isAlive(daemon.pid)) continue;
    await fetch(`http://127.0.0.1:${daemon.port}/v1/stop`, {
      method: 'POST',
      headers: { authorization: `Bearer ${daemon.token}` },
    }).catch(() => process.kill(daemon.pid, 'SIGTERM'));
    await until(`daemon ${daemon.pid} to end`, () => !isAlive(daemon.pid), 20_000).catch(() =>
      process.kill(daemon.pid, 'SIGKILL'),
    );
  }
}

/** The pid of the daemon that serves an environment. */
export function daemonPid(stateDir: string, service: string, environment: string): number {
  const contact = contactOf(join(stateDir, 'local', service, environment));
  if (contact === null) throw new Error(`no daemon has run for ${service} in ${environment}`);
  return contact.pid;
}

function environmentsIn(root: string): readonly string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root).flatMap((service) =>
    readdirSync(join(root, service)).map((environment) => join(root, service, environment)),
  );
}

function contactOf(folder: string): { pid: number; port: number; token: string } | null {
  const file = join(folder, 'daemon.json');
  if (!existsSync(file)) return null;
  const contact: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof contact !== 'object' || contact === null) return null;
  if (!('pid' in contact) || !('port' in contact) || !('token' in contact)) return null;
  return { pid: Number(contact.pid), port: Number(contact.port), token: String(contact.token) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}
