import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { releaseFolder, shortDigest, type Layout } from '../layout.ts';
import { contentFolder, type StagedRelease } from '../release.ts';
import { freePort } from './free-port.ts';
import { recruitGroup, type Recruit } from './group.ts';
import type { Berth } from './instance.ts';
import { rotate, sizeOf } from './log.ts';

export interface Started extends Recruit {
  readonly berth: Berth;
}

/** Readies one process of a release, on a port that is not in `taken`. */
export type Starter = (staged: StagedRelease, seat: number, taken: ReadonlySet<number>) => Promise<Started>;

export function createStarter(layout: Layout, nameOf: (staged: StagedRelease) => string): Starter {
  return async (staged, seat, taken) => {
    const port = await freePort(taken);
    const logFile = join(layout.logs, `${shortDigest(staged.digest)}-${seat}.log`);
    rotate(logFile);
    const logFrom = sizeOf(logFile);
    const output = openSync(logFile, 'a', 0o600);
    try {
      const recruit = await recruitGroup({
        command: staged.command,
        folder: contentFolder(releaseFolder(layout, staged.digest)),
        env: instanceEnv(staged, nameOf(staged), port),
        output,
      });
      const { digest, health } = staged;
      return {
        ...recruit,
        berth: { digest, seat, port, health, logFile, logFrom, startedAt: Date.now() },
      };
    } finally {
      closeSync(output);
    }
  };
}

/** What was settled at staging; what the instance must know can't be set by anybody else. */
export function instanceEnv(staged: StagedRelease, name: string, port: number): Record<string, string> {
  return {
    ...staged.host,
    ...staged.env,
    ...staged.secrets,
    PORT: String(port),
    HOST: '127.0.0.1',
    GLIDEPATH_RELEASE: name,
    GLIDEPATH_DIGEST: staged.digest,
  };
}
