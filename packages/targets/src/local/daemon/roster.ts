import { renameSync, writeFileSync } from 'node:fs';
import { digest, isDigest, type Digest } from '@glidepath/model';
import * as z from 'zod/mini';
import { readJson } from '../durable.ts';
import type { Shares } from './shares.ts';

/** An instance as the next daemon has to know it, should this one die. */
export interface RosterEntry {
  readonly digest: Digest;
  readonly name: string;
  readonly seat: number;
  readonly pid: number;
  readonly started: string | null;
  readonly port: number;
  readonly logFile: string;
  readonly logFrom: number;
  readonly startedAt: number;
  /** On its way out. */
  readonly leaving: boolean;
}

/** instances.json */
export interface Roster {
  readonly shares: readonly (readonly [Digest, number])[];
  readonly instances: readonly RosterEntry[];
}

const digestText = z.pipe(
  z.string().check(z.refine(isDigest)),
  z.transform((value): Digest => digest(value)),
);

const rosterSchema: z.ZodMiniType<Roster> = z.object({
  shares: z.array(z.tuple([digestText, z.number().check(z.positive(), z.maximum(100))])),
  instances: z.array(
    z.object({
      digest: digestText,
      name: z.string(),
      seat: z.number(),
      pid: z.number().check(z.int(), z.positive()),
      started: z.nullable(z.string()),
      port: z.number(),
      logFile: z.string(),
      logFrom: z.number(),
      startedAt: z.number(),
      leaving: z.boolean(),
    }),
  ),
});

export async function readRoster(path: string): Promise<Roster> {
  return (await readJson(path, rosterSchema)) ?? { shares: [], instances: [] };
}

/** Keeps the roster on disk in step with what runs. */
export class RosterFile {
  readonly #path: string;
  #written = '';

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * At once and without a detour: what was started and not written down would run twice after a crash. No fsync: after a
   * power cut nothing of it runs.
   */
  write(shares: Shares, instances: readonly RosterEntry[]): void {
    const text = JSON.stringify({ shares: [...shares], instances } satisfies Roster);
    if (text === this.#written) return;
    writeFileSync(`${this.#path}.tmp`, text, { mode: 0o600 });
    renameSync(`${this.#path}.tmp`, this.#path);
    this.#written = text;
  }
}
