import { randomBytes } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as z from 'zod/mini';
import { parseJson } from './durable.ts';
import { errorCode } from './errors.ts';
import { identify, isRunning, type ProcessId } from './process.ts';

const holderSchema: z.ZodMiniType<ProcessId> = z.object({ pid: z.number(), started: z.nullable(z.string()) });

/**
 * Takes a claim for the life of this process. False when a living process has it.
 *
 * A claim is a file `<path>.<generation>`; the highest generation counts. A dead holder's claim is not removed, for
 * somebody else may have done so and taken its place: it is followed by the next generation, which only one can create.
 */
export async function takeClaim(path: string): Promise<boolean> {
  const mine = `${path}-${randomBytes(6).toString('hex')}.tmp`;
  await writeFile(mine, JSON.stringify(identify(process.pid)), { mode: 0o600, flag: 'wx' });
  try {
    for (;;) {
      const newest = Math.max(0, ...(await generations(path)));
      const holder = newest === 0 ? null : await holderOf(path, newest);
      if (holder !== null && isRunning(holder)) return false;
      // A link, so that the file is never there without its content.
      if (!(await linked(mine, `${path}.${newest + 1}`))) continue;
      await removeBefore(path, newest + 1);
      return true;
    }
  } finally {
    await rm(mine, { force: true });
  }
}

/** Whose claim it is now: ours, another process's (it took us for dead), or nobody's (the folder was removed). */
export async function claimant(path: string): Promise<'ours' | 'another' | 'nobody'> {
  const newest = Math.max(0, ...(await generations(path)));
  const holder = await holderOf(path, newest);
  if (holder === null) return 'nobody';
  const own = identify(process.pid);
  return holder.pid === own.pid && holder.started === own.started ? 'ours' : 'another';
}

async function generations(path: string): Promise<readonly number[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.startsWith(prefix) && /^[1-9]\d*$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

async function holderOf(path: string, generation: number): Promise<ProcessId | null> {
  try {
    return parseJson(await readFile(`${path}.${generation}`, 'utf8'), holderSchema);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function removeBefore(path: string, generation: number): Promise<void> {
  for (const earlier of await generations(path)) {
    if (earlier < generation) await rm(`${path}.${earlier}`, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
