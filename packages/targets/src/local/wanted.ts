import { access, cp, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TargetError } from '@glidepath/conductor';
import type { Digest, LocalTargetSpec } from '@glidepath/model';
import { refresh, stage, stageArtifact, stageContent } from './artifact.ts';
import { errorCode } from './errors.ts';
import { layoutAt, releaseFolder, type Layout } from './layout.ts';
import { contentFolder, readStaged } from './release.ts';

/**
 * Brings an artifact from where it was pushed into a folder that is not there yet: all of it, and just what has this digest.
 * False: nobody has it, and there is no folder.
 * @throws TargetError where it can't be brought
 */
export type FetchArtifact = (wanted: Digest, folder: string) => Promise<boolean>;

/**
 * Sees to it that the release with this digest is staged here: it is already, or another environment of the service on
 * this host has it, or a registry has it, or the artifact in the workspace is it.
 * @throws TargetError where nobody has it, or where it would be another release here
 */
export async function stageWanted(
  wanted: Digest,
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
  fetch: FetchArtifact | null = null,
): Promise<Digest> {
  const here = await readStaged(releaseFolder(layout, wanted));
  if (here !== null) {
    if (here.fetched) await refresh(wanted, spec, workspace, layout);
    return wanted;
  }
  const elsewhere = await findElsewhere(wanted, layout);
  if (elsewhere !== null) {
    if (elsewhere.fetched)
      return stageFetched(wanted, spec, workspace, layout, async (_, folder) => {
        await cp(elsewhere.content, folder, { recursive: true, verbatimSymlinks: true, errorOnExist: true });
        return true;
      });
    const staged = await stageContent(elsewhere.content, spec, workspace, layout);
    if (staged === wanted) return wanted;
    throw new TargetError(
      `The release ${wanted} is on this host, but this environment would run it as ${staged}: its \`command\` or \`env\` ` +
        `is another one. Make them the same in both environments; what differs between them can stand in \`env-file\`.`,
    );
  }
  const missed = await fetched(wanted, spec, workspace, layout, fetch);
  if (missed === null) return wanted;
  const built = await stageIfThere(spec, workspace, layout);
  if (built === wanted) return wanted;
  throw new TargetError(
    `The release ${wanted} is not on this host${missed}${built === null ? '' : `, and the artifact ${spec.artifact} is ${built}`}. ` +
      `Build that very release again, or choose another one.`,
  );
}

/** Null where it is staged now; else what is to be said of it. */
async function fetched(
  wanted: Digest,
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
  fetch: FetchArtifact | null,
): Promise<string | null> {
  if (fetch === null) return '';
  try {
    await stageFetched(wanted, spec, workspace, layout, fetch);
    return null;
  } catch (error) {
    if (error instanceof NotThere) return ', nor in the repository of a build';
    // What the workspace has needs no registry.
    if (error instanceof TargetError) return ` (${error.message})`;
    throw error;
  }
}

async function stageFetched(
  wanted: Digest,
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
  fetch: FetchArtifact,
): Promise<Digest> {
  return stage(spec, workspace, layout, async (content) => {
    if (!(await fetch(wanted, content))) throw new NotThere();
    return { digest: wanted, fetched: true };
  });
}

class NotThere extends Error {
  override readonly name = 'NotThere';
}

interface Elsewhere {
  readonly content: string;
  readonly fetched: boolean;
}

/** The content of the release in another environment of the same service. */
async function findElsewhere(wanted: Digest, layout: Layout): Promise<Elsewhere | null> {
  const service = dirname(layout.folder);
  for (const name of await readdir(service).catch(() => [])) {
    const folder = releaseFolder(layoutAt(join(service, name)), wanted);
    const staged = await readStaged(folder);
    if (staged !== null) return { content: contentFolder(folder), fetched: staged.fetched };
  }
  return null;
}

async function stageIfThere(
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
): Promise<Digest | null> {
  try {
    await access(join(workspace, spec.artifact));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  return stageArtifact(spec, workspace, layout);
}
