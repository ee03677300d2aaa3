import { access, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TargetError } from '@glidepath/conductor';
import type { Digest, LocalTargetSpec } from '@glidepath/model';
import { stageArtifact, stageContent } from './artifact.ts';
import { errorCode } from './errors.ts';
import { layoutAt, releaseFolder, type Layout } from './layout.ts';
import { contentFolder, readStaged } from './release.ts';

/**
 * Sees to it that the release with this digest is staged here: it is already, or another environment of the service on
 * this host has it, or the artifact in the workspace is it.
 * @throws TargetError where nobody has it, or where it would be another release here
 */
export async function stageWanted(
  wanted: Digest,
  spec: LocalTargetSpec,
  workspace: string,
  layout: Layout,
): Promise<Digest> {
  if ((await readStaged(releaseFolder(layout, wanted))) !== null) return wanted;
  const elsewhere = await findElsewhere(wanted, layout);
  if (elsewhere !== null) {
    const staged = await stageContent(elsewhere, spec, workspace, layout);
    if (staged === wanted) return wanted;
    throw new TargetError(
      `The release ${wanted} is on this host, but this environment would run it as ${staged}: its \`command\` or \`env\` ` +
        `is another one. Make them the same in both environments; what differs between them can stand in \`env-file\`.`,
    );
  }
  const built = await stageIfThere(spec, workspace, layout);
  if (built === wanted) return wanted;
  throw new TargetError(
    `The release ${wanted} is not on this host${built === null ? '' : `, and the artifact ${spec.artifact} is ${built}`}. ` +
      `Build that very release again, or choose another one.`,
  );
}

/** The content of the release in another environment of the same service. */
async function findElsewhere(wanted: Digest, layout: Layout): Promise<string | null> {
  const service = dirname(layout.folder);
  for (const name of await readdir(service).catch(() => [])) {
    const folder = releaseFolder(layoutAt(join(service, name)), wanted);
    if ((await readStaged(folder)) !== null) return contentFolder(folder);
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
