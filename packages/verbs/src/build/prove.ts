import { readFile } from 'node:fs/promises';
import { parseReference, Repository, type RegistryAccess } from '@glidepath/images';
import {
  instant,
  type Build,
  type Digest,
  type Instant,
  type ProofSigner,
  type ProofSpec,
} from '@glidepath/model';
import type { BuildFacts, Dependency, ProofMade, SbomDocument, Signer, Subject } from '@glidepath/proof';
import * as z from 'zod/mini';
import { attestationsOn, serverOf, trustFrom } from '../proof/places.ts';
import { accessOf } from '../registry-access.ts';
import { runUrl } from '../run-identity.ts';
import type { Surroundings } from '../surroundings.ts';
import { UserError } from '../user-error.ts';
import { insideWorkspace } from './inside.ts';
import type { Job, Made } from './made.ts';

/** What was signed of a build. */
export interface Proven {
  readonly proofs: readonly ProofMade[];
  /** Why nothing is said of it, for people; null: it is. */
  readonly left: string | null;
}

/** The signer, before anything is built: what was pushed without a proof can't be proven by a later run. @throws UserError */
export async function readyToProve(
  { env, repository }: Pick<Surroundings, 'env' | 'repository'>,
  { signer }: ProofSpec,
): Promise<Signer> {
  if (signer.kind === 'key') return { kind: 'key', pem: keyIn(env, signer.keyEnv) };
  const [url, token] = [
    env['ACTIONS_ID_TOKEN_REQUEST_URL'] ?? '',
    env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '',
  ];
  if (url === '' || token === '') throw new UserError(noIdentity(env));
  const instance = await instanceOf(signer, env, serverOf({ env, repository }));
  return { kind: 'sigstore', identity: { url, token }, instance };
}

function keyIn(env: Surroundings['env'], name: string): string {
  const pem = env[name]?.trim() ?? '';
  if (pem !== '') return pem;
  throw new UserError(
    `the environment variable ${name}, which holds the key that signs, is not set; set it, in a workflow with env: { ${name}: "\${{ secrets.${name} }}" }`,
  );
}

function noIdentity(env: Surroundings['env']): string {
  const mend =
    env['GITHUB_ACTIONS'] === 'true'
      ? 'add to the job, and to each one that calls it:\n  permissions:\n    contents: read\n    packages: write\n    id-token: write\n    attestations: write'
      : 'build it in a workflow, sign with a key (proof: { key: { env: GLIDEPATH_SIGNING_KEY } }), or push nothing';
  return `the build is to be proven, and nobody vouches here for who builds it; ${mend}`;
}

const eventSchema = z.object({ repository: z.object({ visibility: z.string() }) });

/** The public log tells everybody the names of repository and workflow: it is for what everybody can read anyway. */
async function instanceOf(
  { instance }: Extract<ProofSigner, { kind: 'sigstore' }>,
  env: Surroundings['env'],
  serverUrl: string,
) {
  if (instance !== 'auto') return instance;
  const path = env['GITHUB_EVENT_PATH'] ?? '';
  if (serverUrl !== 'https://github.com' || path === '') return 'github';
  const text = await readFile(path, 'utf8').catch(() => '');
  const event = eventSchema.safeParse(jsonOf(text));
  return event.success && event.data.repository.visibility === 'public' ? 'public-good' : 'github';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Signs how the build was made, and what it is made of. What another run has built it does not claim for itself.
 * @throws ProofError, RegistryError
 */
export async function proveBuild(
  job: Job<Build>,
  spec: ProofSpec,
  signer: Signer,
  made: Made & { readonly digest: Digest },
  begun: Instant,
): Promise<Proven> {
  const { build, surroundings, note } = job;
  const subject: Subject = { repository: build.repository, digest: made.digest };
  const registry = accessOf(surroundings);
  if (made.outcome === 'found' && build.kind !== 'artifact') {
    const left = await leftOf(made, subject, registry);
    note(left);
    return { proofs: [], left };
  }
  const { prove } = await import('@glidepath/proof');
  const proofs = await prove({
    subject,
    facts: factsOf(job, made, begun),
    sbom: await sbomOf(job, spec, subject, registry),
    signer,
    registry,
    github: attestationsOn(surroundings),
    trust: await trustFrom(surroundings, null),
  });
  for (const one of proofs) {
    const what = one.outcome === 'made' ? 'signed' : 'there already';
    note(`${one.predicateType}: ${what}, by ${one.signer}, at ${one.places.join(' and ')}`);
    if (one.missing !== null) note(`not everywhere: ${one.missing}`);
  }
  return { proofs, left: null };
}

/** An earlier run has built it, so an earlier run can tell how. */
async function leftOf({ inputs }: Made, subject: Subject, registry: RegistryAccess): Promise<string> {
  const beside = await new Repository(parseReference(subject.repository), registry).referrers(subject.digest);
  const signed = beside.filter(({ artifactType }) => artifactType?.startsWith(BUNDLE) === true).length;
  const there =
    signed > 0
      ? `${signed} signed ${signed === 1 ? 'statement stands' : 'statements stand'} beside it in the registry`
      : `there is no signed statement beside it in the registry; to have it proven, delete the tag ${inputs ?? 'of its inputs'} and build anew`;
  return `another run has built ${subject.digest}, so this one signs nothing of it: ${there}`;
}
const BUNDLE = 'application/vnd.dev.sigstore.bundle';

async function sbomOf(
  { build, surroundings: { workspace, env, stop } }: Job<Build>,
  { sbom }: ProofSpec,
  subject: Subject,
  registry: RegistryAccess,
): Promise<SbomDocument | null> {
  const { attachedSbom, makeSbom } = await import('@glidepath/proof');
  // What BuildKit has listed anyway is vouched for, too.
  if (sbom === null) return build.kind === 'image' ? attachedSbom(subject, registry) : null;
  const workplace = { folder: workspace, env, stop };
  switch (sbom.kind) {
    case 'file': {
      const path = await insideWorkspace(workspace, sbom.path, 'SBOM');
      return makeSbom({ kind: 'file', path }, subject, registry, workplace);
    }
    case 'tool': {
      const path =
        build.kind === 'artifact' ? await insideWorkspace(workspace, build.path, 'artifact') : null;
      return makeSbom({ kind: 'tool', tool: sbom.tool, path }, subject, registry, workplace);
    }
  }
}

function factsOf(job: Job<Build>, { bases }: Made, begun: Instant): BuildFacts {
  const { build, delivery, origin, surroundings } = job;
  const { env, clock } = surroundings;
  const { name, proof: _proof, kind, ...parameters } = build;
  const source = origin.labels['org.opencontainers.image.source'];
  const ref = env['GITHUB_REF'] ?? '';
  const git: readonly Dependency[] =
    source === undefined || origin.commit === null
      ? []
      : [{ uri: `git+${source}${ref === '' ? '' : `@${ref}`}`, digest: { gitCommit: origin.commit } }];
  const images = [...bases].map(([image, base]) => ({
    uri: `oci://${image}`,
    digest: { sha256: base.slice('sha256:'.length) },
  }));
  const workflow = env['GITHUB_WORKFLOW_REF'] ?? '';
  return {
    service: delivery.service,
    build: name,
    kind,
    externalParameters: z.json().parse(parameters),
    resolvedDependencies: [...git, ...images],
    builderId: workflow === '' ? TERMINAL : `${serverOf(surroundings)}/${workflow}`,
    invocationId: runUrl(env),
    startedOn: begun,
    finishedOn: instant(clock.now()),
  };
}
/** Nobody but the signer vouches for what was built at a terminal. */
const TERMINAL = 'urn:glidepath:terminal';
