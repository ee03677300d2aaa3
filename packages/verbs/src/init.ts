import { mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix, resolve } from 'node:path';
import { readDelivery } from '@glidepath/model';
import { deliveryText, RELEASE_FOLDER } from './init/delivery-text.ts';
import { clusterDraft, type Draft } from './init/cluster-draft.ts';
import { lookAtCluster, type ClusterOptions, type InitSurroundings } from './init/cluster.ts';
import { DELIVERY_SCHEMA } from './init/schema.inline.ts';
import { survey, type Survey } from './init/survey.ts';
import { WORKFLOW_PLACEHOLDER, workflowText } from './init/workflow-text.ts';
import { UserError } from './user-error.ts';
import { fromWorkspace, isInside } from './workspace-path.ts';

export interface InitOptions {
  /** Where the delivery file goes, relative to the workspace. */
  readonly file: string;
  /** The environment that it begins with; null: production. */
  readonly environment: string | null;
  /** Write over files that are there. */
  readonly force: boolean;
  /** The cluster whose workload is to be released to; null: none is asked. */
  readonly cluster: ClusterOptions | null;
}

export interface InitAnswer {
  readonly version: 1;
  readonly verb: 'init';
  readonly service: string;
  readonly environment: string;
  /** Relative to the workspace. */
  readonly written: readonly string[];
  /** What was learned of the repository, a sentence each. */
  readonly found: readonly string[];
  /** What is left for a person to do before the first delivery, in order. */
  readonly todo: readonly string[];
}

const WORKFLOW = '.github/workflows/deliver.yml';
const SCHEMA_NAME = 'delivery.schema.json';

/**
 * Looks at the repository, and at the cluster where one can be asked, and writes a first delivery file, its JSON Schema for
 * editors and a workflow that delivers.
 * @throws UserError where one of them is there already and `force` is not given; nothing is written then
 */
export async function init(
  here: InitSurroundings,
  { file: given, environment: named, force, cluster }: InitOptions,
): Promise<InitAnswer> {
  const { workspace } = here;
  const file = fromWorkspace(workspace, given);
  const environment = named ?? 'production';
  const found = await survey(workspace);
  const looked = cluster === null ? null : await lookAtCluster(here, cluster);
  const draft =
    looked?.kind === 'found'
      ? await clusterDraft(here, looked.place, { found, environment, schemaFile: SCHEMA_NAME, file })
      : repositoryDraft(found, environment, file, looked?.why ?? null);
  checkDelivery(draft.delivery, file);
  const schema = posix.join(posix.dirname(file), SCHEMA_NAME);
  const files = [
    { path: file, text: draft.delivery },
    { path: schema, text: DELIVERY_SCHEMA },
    { path: WORKFLOW, text: draft.workflow },
  ];
  for (const { path } of files) await checkPlace(workspace, path, force);
  for (const { path, text } of files) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), text, { flag: force ? 'w' : 'wx' });
  }
  return {
    version: 1,
    verb: 'init',
    service: found.service.value,
    environment,
    written: files.map(({ path }) => path),
    found: draft.found,
    todo: draft.todo,
  };
}

/** For an application on one host, as far as the repository tells. */
function repositoryDraft(found: Survey, environment: string, file: string, why: string | null): Draft {
  return {
    delivery: deliveryText(found, environment, SCHEMA_NAME),
    workflow: workflowText(found, file),
    found: [...findings(found), ...(why === null ? [] : [`no cluster was looked at: ${why}`])],
    todo: todo(found, file),
  };
}

/** What the user chose goes into the file too, so it can make the file a bad one. */
function checkDelivery(text: string, file: string): void {
  const read = readDelivery(text, file);
  if (read.ok) return;
  throw new UserError(
    read.diagnostics.map(({ what, why, mend }) => [what, why, mend].filter(Boolean).join(', ')).join('\n'),
  );
}

async function checkPlace(workspace: string, path: string, force: boolean): Promise<void> {
  const root = await realpath(workspace);
  const wanted = resolve(root, path);
  if (!isInside(root, wanted) || !isInside(root, await nearestReal(wanted))) {
    throw new UserError(`${path} lies outside of the workspace ${root}, name a file inside of it`);
  }
  const there = await stat(wanted).catch(() => null);
  if (there !== null && !force) {
    throw new UserError(`${path} is there already, give --force to write over it, or edit it`);
  }
}

/** The real path of the nearest folder on the way that exists. */
async function nearestReal(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    const real = await realpath(folder).catch(() => null);
    if (real !== null) return real;
  }
}

function findings({ service, start, port, health, branch }: Survey): readonly string[] {
  return [
    `the service is called ${service.value}${where(service.from)}`,
    start === null
      ? 'nothing says how the service is started'
      : `it is started with ${start.command.join(' ')}${where(start.from)}`,
    `users come in at port ${port.value}${where(port.from)}`,
    `${health.value} says whether it is ready${where(health.from)}`,
    `releases are made from ${branch.value}${where(branch.from)}`,
  ];
}

function where(from: string | null): string {
  return from === null ? ' (a guess)' : ` (${from})`;
}

function todo({ start, health, readsPort, packages }: Survey, file: string): readonly string[] {
  return [
    ...(start === null ? [`write in ${file} how the service is started: target.local.command`] : []),
    ...(start?.shell === true
      ? [`the command in ${file} needs a shell; write the program and its arguments where that does as well`]
      : []),
    ...(readsPort === false
      ? ['let the service listen where PORT and HOST of its environment say; no source file mentions PORT']
      : []),
    ...(health.from === null
      ? [`write in ${file} which path says that an instance is ready: target.local.health`]
      : []),
    ...(packages === null
      ? [`write in ${WORKFLOW} how the folder ${RELEASE_FOLDER} is built: the sources alone are in it`]
      : []),
    `add /${RELEASE_FOLDER}/ to .gitignore`,
    `write in ${WORKFLOW} where Glidepath comes from: ${WORKFLOW_PLACEHOLDER} stands for it`,
    'see what a delivery will do: `glidepath plan --rps <requests a second>`',
  ];
}
