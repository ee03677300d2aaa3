import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDigest, type Digest } from '@glidepath/model';
import {
  buildahArguments,
  forgetArguments,
  isLocal,
  pushArguments,
  type DaemonlessBuilder,
} from '../build/buildah.ts';
import { buildxArguments } from '../build/buildx.ts';
import { parseBuildxMetadata } from '../build/buildx-metadata.ts';
import { parseBuildFailure } from '../build/failure.ts';
import type { BuildRequest } from '../build/request.ts';
import { shown } from '../foreign-text.ts';
import { parseReference } from '../reference.ts';
import { RegistryError } from '../registry-error.ts';
import { BuildError } from './build-error.ts';
import type { Builder } from './find.ts';
import { inFolder } from './folder.ts';
import { runProgram, type Workplace } from './program.ts';
import { StepTally, type StepCount } from './tally.ts';

/** What a build needs beside what is built. */
export interface BuildPlace extends Workplace {
  /** The text of the Dockerfile, for the lines of its steps. */
  readonly dockerfile: string;
  /** The images that it begins with, as it names them; null where they are not all known. */
  readonly bases: readonly string[] | null;
  /** Hears each line that the builder writes, fit to be shown. */
  readonly line: (text: string) => void;
}

export interface BuiltImage extends StepCount {
  /** As the builder says; null where nothing was pushed. */
  readonly digest: Digest | null;
}

/**
 * Builds an image, and pushes it where that is asked for.
 * @throws BuildError where the build or the push fails; RegistryError `invalid` for what the builder can't be asked
 */
export async function buildImage(
  builder: Builder,
  request: BuildRequest,
  place: BuildPlace,
): Promise<BuiltImage> {
  return inFolder(async (folder) => {
    switch (builder.kind) {
      case 'buildx':
        return withBuildx(builder, request, place, folder);
      case 'buildah':
      case 'podman':
        return withoutDaemon(builder.kind, builder.program, request, place, folder);
    }
  });
}

async function withBuildx(
  builder: Extract<Builder, { kind: 'buildx' }>,
  request: BuildRequest,
  place: BuildPlace,
  folder: string,
): Promise<BuiltImage> {
  const metadata = join(folder, 'metadata.json');
  const count = await run(builder.program, buildxArguments(request, { metadata }, builder), request, place);
  if (!request.push) return { ...count, digest: null };
  return { ...count, digest: parseBuildxMetadata(await readFile(metadata, 'utf8')) };
}

async function withoutDaemon(
  kind: DaemonlessBuilder,
  program: string,
  request: BuildRequest,
  place: BuildPlace,
  folder: string,
): Promise<BuiltImage> {
  const args = buildahArguments(
    kind,
    request,
    await secretFiles(request, place, folder),
    allLocal(place.bases, request),
  );
  const forget = forgetArguments(request);
  // Fails where there is nothing to forget.
  if (forget !== null) await runProgram(program, forget, place);
  const count = await run(program, args, request, place);
  if (!request.push) return { ...count, digest: null };
  const digests = new Set<Digest>();
  for (const tag of request.tags) {
    const file = join(folder, 'digest');
    await run(program, pushArguments(request, tag, file), request, place);
    digests.add(digestIn(await readFile(file, 'utf8'), kind));
  }
  const [digest, other] = [...digests];
  if (digest === undefined || other !== undefined)
    throw new RegistryError(
      'broken',
      `${kind} has pushed ${digests.size} images in place of one`,
      'update it',
    );
  return { ...count, digest };
}

/** Whether every registry that is asked while it builds is on this machine; false where none is asked. */
function allLocal(bases: BuildPlace['bases'], { cacheFrom, cacheTo }: BuildRequest): boolean {
  if (bases === null) return false;
  const caches = [...cacheFrom, ...cacheTo].flatMap((one) =>
    one.kind === 'registry' ? [one.reference] : [],
  );
  const asked = [...bases.map(parseReference), ...caches];
  return asked.length > 0 && asked.every(isLocal);
}

/** Files for the secrets that come from variables, by their ids. */
async function secretFiles(
  { secrets }: BuildRequest,
  { env }: BuildPlace,
  folder: string,
): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {};
  for (const [index, { id, from }] of secrets.entries()) {
    if (from.kind !== 'env') continue;
    const path = join(folder, `secret-${index}`);
    await writeFile(path, env[from.name] ?? '', { mode: 0o600 });
    files[id] = path;
  }
  return files;
}

async function run(
  program: string,
  args: readonly string[],
  request: BuildRequest,
  place: BuildPlace,
): Promise<StepCount> {
  const secrets = request.secrets.flatMap(({ from }) =>
    from.kind === 'env' ? [place.env[from.name] ?? ''] : [],
  );
  const tally = new StepTally();
  const { code, lines } = await runProgram(program, args, place, (line) => {
    tally.hear(line);
    place.line(shown(line, secrets));
  });
  if (code !== 0) throw new BuildError(parseBuildFailure(lines.join('\n'), place.dockerfile, secrets));
  return tally.count;
}

function digestIn(text: string, kind: DaemonlessBuilder): Digest {
  const said = text.trim();
  if (isDigest(said)) return said;
  throw new RegistryError(
    'broken',
    `${kind} says "${shown(said)}" for the digest of what it has pushed`,
    'update it',
  );
}
