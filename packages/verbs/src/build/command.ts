import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { BuildError, inFolder, onPath, RegistryError, runProgram, shown } from '@glidepath/images';
import { isDigest, type CommandBuild, type Digest } from '@glidepath/model';
import { UserError } from '../user-error.ts';
import { NO_BUILDER, type Job, type Made } from './made.ts';

/** Runs a build that pushes by itself, and asks the registry what it has pushed. */
export async function makeByCommand(job: Job<CommandBuild>): Promise<Made> {
  const { build, options, origin, repository } = job;
  if (!options.push)
    throw new UserError(
      `the build ${build.name} is a command, which pushes by itself, leave out that nothing is to be pushed`,
    );
  const before = await repository.digestOf(origin.tag);
  const said = await inFolder(async (folder) => run(job, join(folder, 'digest')));
  const after = await repository.digestOf(origin.tag);
  const digest = said ?? after;
  const image = `${build.repository}:${origin.tag}`;
  if (digest === null)
    throw failure(
      `the command of the build ${build.name} ended well, and the registry has no ${image}`,
      'have it push to what is in the variable GLIDEPATH_IMAGE',
    );
  // A tag that moves from release to release may be left over from the one before.
  if (said === null && before === after)
    throw failure(
      `the command of the build ${build.name} ended well, and ${image} names what it named before`,
      'have it write the digest into the file that GLIDEPATH_DIGEST_FILE names, or give each release its own tag',
    );
  // What the registry does not have under its digest, it has not.
  await repository.manifest(digest);
  return { ...NO_BUILDER, outcome: 'built', message: `the command has pushed ${digest}`, digest };
}

/** @returns the digest that the command has written down; null where it has not */
async function run(
  { build, origin, surroundings, note }: Job<CommandBuild>,
  digestFile: string,
): Promise<Digest | null> {
  const { workspace, env, stop } = surroundings;
  const [program = '', ...args] = build.run;
  const path = program.includes('/') || isAbsolute(program) ? program : await onPath(program, env);
  if (path === null)
    throw new UserError(
      `the program ${JSON.stringify(program)} of the build ${build.name} is not on the PATH, install it, or name it by its path`,
    );
  const workplace = {
    folder: workspace,
    stop,
    env: {
      ...env,
      GLIDEPATH_IMAGE: `${build.repository}:${origin.tag}`,
      GLIDEPATH_REPOSITORY: build.repository,
      GLIDEPATH_TAG: origin.tag,
      GLIDEPATH_DIGEST_FILE: digestFile,
      ...(origin.date === null ? {} : { SOURCE_DATE_EPOCH: String(origin.date) }),
    },
  };
  const { code, lines } = await runProgram(path, args, workplace, (line) => note(shown(line))).catch(
    (error: unknown) => {
      if (stop.aborted) throw error;
      const why = error instanceof Error ? error.message : String(error);
      throw new UserError(
        `the program ${JSON.stringify(program)} can't be started (${why}), check its path and rights`,
      );
    },
  );
  if (code !== 0)
    throw new BuildError({
      kind: 'step',
      step: null,
      line: null,
      said: lines.slice(-SHOWN_LINES).map((line) => shown(line)),
      message: `the command of the build ${build.name} ended with ${code ?? 'a signal'}`,
      mend: 'run it at your machine, or mend what it says',
    });
  return writtenDigest(digestFile);
}
const SHOWN_LINES = 20;

async function writtenDigest(path: string): Promise<Digest | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const said = text?.trim() ?? '';
  if (said === '') return null;
  if (isDigest(said)) return said;
  throw failure(
    `the command has written "${shown(said)}" into the file that GLIDEPATH_DIGEST_FILE names`,
    'write sha256: and 64 hexadecimal digits there',
  );
}

function failure(what: string, mend: string): RegistryError {
  return new RegistryError('mismatch', what, mend);
}
