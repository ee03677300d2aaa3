import { rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { tool } from './tool.ts';

/** Where Go's own instructions put it, which not every PATH knows. */
const USUAL = '/usr/local/go/bin';
/** A compiler on two cores takes minutes. */
const LIMIT_MS = 900_000;

/**
 * Builds a Go program into `folder`; what comes is checked against Go's public checksum database, as always.
 * @param source the package, such as `example.org/tool/cmd/tool`
 * @param version such as `v1.2.3`
 * @throws Error when it can't be had
 */
export async function buildGo(source: string, version: string, folder: string): Promise<void> {
  await runGo(['install', '-trimpath', `${source}@${version}`], folder, folder);
}

/** Runs `go` in `cwd`. Modules and the build cache stay in `folder` until it is done, as do the programs it installs. */
export async function runGo(args: readonly string[], cwd: string, folder: string): Promise<void> {
  await withGo(folder, async (go) => go(args, cwd));
}

/** Gives what it wrote to standard output. */
export type Go = (args: readonly string[], cwd: string, limitMs?: number) => Promise<string>;

/** Lets `work` run `go`, whose modules and build cache stay in `folder` until `work` is done. */
export async function withGo<T>(folder: string, work: (go: Go) => Promise<T>): Promise<T> {
  const place = join(folder, '.go');
  const env = {
    PATH: [process.env['PATH'] ?? '', USUAL].filter(Boolean).join(delimiter),
    GOBIN: folder,
    GOPATH: join(place, 'path'),
    GOCACHE: join(place, 'cache'),
    // Else the modules are read-only and can't be removed.
    GOFLAGS: '-modcacherw',
    // Otherwise a C compiler is one more thing to have.
    CGO_ENABLED: '0',
  };
  const result = await work(async (args, cwd, limitMs = LIMIT_MS) => {
    try {
      return await tool('go', args, { cwd, env, limitMs });
    } catch (error) {
      if (!(error instanceof Error) || !error.message.includes('there is no such program')) throw error;
      throw new Error(`${error.message}: install Go (https://go.dev/dl), in PATH or in ${USUAL}`, {
        cause: error,
      });
    }
  });
  await rm(place, { recursive: true });
  return result;
}
