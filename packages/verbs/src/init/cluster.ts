import { TargetError } from '@glidepath/conductor';
import { millis, type Digest, type PrometheusServer, type Release, type Slo } from '@glidepath/model';
import { isDigest } from '@glidepath/model';
import type { SloSurvey } from '@glidepath/metrics/prometheus';
import type { SurveyedWorkload } from '@glidepath/targets/survey';
import type { Surroundings } from '../surroundings.ts';
import { UserError } from '../user-error.ts';

/** What is in the cluster that the service could be released to, and what measures it. */

export interface ClusterOptions {
  /** Of the kubeconfig; null: the current one. */
  readonly context: string | null;
  /** `namespace/name`; null: the only one. */
  readonly workload: string | null;
  /** The query API of Prometheus; null: none is asked. */
  readonly prometheus: string | null;
}

export type ClusterPlaceFound =
  | { readonly kind: 'found'; readonly place: ClusterPlace }
  /** There is no cluster that could be asked; `why` is null where nothing says that there should be one. */
  | { readonly kind: 'none'; readonly why: string | null };

export interface ClusterPlace {
  /** As it was given; null: the current one. */
  readonly context: string | null;
  readonly cluster: string;
  readonly workload: SurveyedWorkload;
  /** Whose image is released; null: the only one. */
  readonly container: string | null;
  readonly image: string;
  readonly prometheus: { readonly server: PrometheusServer; readonly slos: SloSurvey } | null;
  readonly notes: readonly string[];
}

export type InitSurroundings = Pick<Surroundings, 'workspace'> & Partial<Pick<Surroundings, 'env'>>;

/** Set where Prometheus wants a token. */
export const PROMETHEUS_TOKEN = 'GLIDEPATH_PROMETHEUS_TOKEN';

/**
 * @throws UserError where several workloads are there and none is named, where the one that is named is not there, or where
 * what was asked for by an option can't be had
 */
export async function lookAtCluster(
  { workspace, env = {} }: InitSurroundings,
  options: ClusterOptions,
): Promise<ClusterPlaceFound> {
  const { context, workload: wanted } = options;
  const server = serverAt(options.prometheus, env);
  const isAsked = context !== null || wanted !== null || server !== null;
  const namespace = wanted === null ? null : namespaceIn(wanted);
  try {
    const { surveyCluster } = await import('@glidepath/targets/survey');
    const found = await surveyCluster({ context, namespace }, { workspace, env }, () => Date.now());
    const workload = chosen(found.workloads, wanted, found.context);
    if (workload === null)
      return { kind: 'none', why: `The cluster of the context ${found.context} runs no workload.` };
    const { name, image } = containerOf(workload);
    const slos = server === null ? null : await slosOf(server, workload, image, { workspace, env });
    return {
      kind: 'found',
      place: {
        context,
        cluster: found.context,
        workload,
        container: workload.containers.length > 1 ? name : null,
        image,
        prometheus: server === null || slos === null ? null : { server, slos },
        notes: found.notes,
      },
    };
  } catch (error) {
    if (!(error instanceof TargetError)) throw error;
    if (isAsked) throw new UserError(error.message);
    // Who has never said a word of a cluster need not read of one.
    return { kind: 'none', why: env['KUBECONFIG'] === undefined ? null : error.message };
  }
}

/** @throws UserError */
function serverAt(
  url: string | null,
  env: Readonly<Record<string, string | undefined>>,
): PrometheusServer | null {
  if (url === null) return null;
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address === null || !/^https?:$/.test(address.protocol))
    throw new UserError(`--prometheus is ${JSON.stringify(url)}, write a URL such as http://prometheus:9090`);
  if (address.username !== '' || address.password !== '' || address.search !== '')
    throw new UserError(
      `--prometheus has more than an address, which would show up in the file; set ${PROMETHEUS_TOKEN} instead`,
    );
  return {
    url: url.replace(/\/+$/, ''),
    timeout: millis(10_000),
    maxAge: millis(150_000),
    headers: {},
    auth: env[PROMETHEUS_TOKEN] === undefined ? null : { kind: 'bearer', env: PROMETHEUS_TOKEN },
    tls: null,
  };
}

/** @throws UserError */
function namespaceIn(workload: string): string {
  const [namespace = '', name = '', more] = workload.split('/');
  if (namespace !== '' && name !== '' && more === undefined) return namespace;
  throw new UserError(
    `--workload is ${JSON.stringify(workload)}, write namespace/name, such as shop/checkout`,
  );
}

/** @throws UserError */
function chosen(
  all: readonly SurveyedWorkload[],
  wanted: string | null,
  cluster: string,
): SurveyedWorkload | null {
  const lines = all.map((each) => `  ${each.namespace}/${each.name} (${each.kind})`).join('\n');
  if (wanted !== null) {
    const found = all.filter(({ namespace, name }) => `${namespace}/${name}` === wanted);
    if (found[0] !== undefined) return found[0];
    const there = all.length === 0 ? 'there is none in that namespace' : `there are\n${lines}`;
    throw new UserError(`no workload ${wanted} is in the cluster of the context ${cluster}, ${there}`);
  }
  const [only, second] = all;
  if (only === undefined || second === undefined) return only ?? null;
  throw new UserError(
    `several workloads are in the cluster of the context ${cluster}, say which one this repository is, --workload namespace/name, or --no-cluster\n${lines}`,
  );
}

/** With several, the one that is called as the workload, else the first; a sidecar comes behind as a rule. */
function containerOf({ name, containers }: SurveyedWorkload): {
  readonly name: string;
  readonly image: string;
} {
  return containers.find((each) => each.name === name) ?? containers[0] ?? { name, image: '' };
}

async function slosOf(
  server: PrometheusServer,
  workload: SurveyedWorkload,
  image: string,
  context: { readonly workspace: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<SloSurvey> {
  const { surveyPrometheus } = await import('@glidepath/metrics/prometheus');
  return surveyPrometheus(server, context, { ...workload, image });
}

/**
 * Why each of these SLOs could not be measured for what runs now, by its name. Those that can are not in it.
 * @param slos as they would be read from the file
 */
export async function troublesOf(
  { workspace, env = {} }: InitSurroundings,
  { workload, image }: ClusterPlace,
  slos: readonly Slo[],
): Promise<ReadonlyMap<string, string>> {
  const { createSource, withTemplates } = await import('@glidepath/metrics/registry');
  const troubles = new Map<string, string>();
  const digest = digestIn(image);
  for (const slo of slos) {
    const { source } = slo;
    if (source.kind !== 'prometheus') continue;
    const made = await createSource(source, { workspace, env, lookLimit: source.server.timeout });
    const templates = digest === null ? [] : workload.hashes.map((hash) => ({ hash, digest }));
    const known = withTemplates(made, async () => templates);
    // What it is called nobody knows yet, so a name can't be looked for.
    const stable: Release | null =
      digest === null || source.split.value === 'name' || source.split.value === 'commit'
        ? null
        : { digest, name: digest.slice(0, 19), commit: null, committedAt: null };
    const [check] = await known.check([slo], { candidate: null, stable });
    if (check?.trouble != null) troubles.set(slo.name, `${check.trouble.why}; ${check.trouble.mend}`);
  }
  return troubles;
}

/** Null where a tag names it. */
export function digestIn(image: string): Digest | null {
  const digest = image.slice(image.indexOf('@') + 1);
  return isDigest(digest) ? digest : null;
}
