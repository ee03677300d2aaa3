import { readDelivery } from '@glidepath/model';
import { clusterText, isPinned, type ClusterParts } from './cluster-text.ts';
import { troublesOf, type ClusterPlace, type InitSurroundings } from './cluster.ts';
import { imageWorkflowText } from './image-workflow.ts';
import type { Survey } from './survey.ts';
import { WORKFLOW_PLACEHOLDER } from './workflow-text.ts';

/** What is to be written, and what is to be told. */
export interface Draft {
  readonly delivery: string;
  readonly workflow: string;
  readonly found: readonly string[];
  readonly todo: readonly string[];
}

interface About {
  readonly found: Survey;
  readonly environment: string;
  readonly schemaFile: string;
  readonly file: string;
}

/** For a workload in a cluster. An SLO that can't be measured now is left out, and said. */
export async function clusterDraft(
  here: InitSurroundings,
  place: ClusterPlace,
  { found, environment, schemaFile, file }: About,
): Promise<Draft> {
  const written = (parts: ClusterParts): string => clusterText(found, place, environment, schemaFile, parts);
  const repository = repositoryIn(place.image);
  // A repository by a name that only a cluster understands is none that could be pushed to.
  const isSound = readDelivery(written({ repository, troubles: new Map() }), file).ok;
  const parts: ClusterParts = { repository: isSound ? repository : null, troubles: new Map() };
  const read = readDelivery(written(parts), file);
  const slos = read.ok ? (read.delivery.environments[0]?.slos ?? []) : [];
  const asked = place.prometheus === null ? [] : slos;
  const troubles = await troublesOf(here, place, asked);
  return {
    delivery: written({ ...parts, troubles }),
    workflow: imageWorkflowText(found, file),
    found: findings(place, troubles),
    todo: todo(place, parts, troubles, file),
  };
}

function findings(place: ClusterPlace, troubles: ReadonlyMap<string, string>): readonly string[] {
  const { cluster, workload, prometheus, image, notes } = place;
  const { kind, namespace, name, routes, services, scaler } = workload;
  return [
    `the ${kind} ${namespace}/${name} runs ${image} (the cluster of the context ${cluster})`,
    ...(services.length === 0
      ? []
      : [`its pods are behind ${services.map((each) => `the Service ${each}`).join(', ')}`]),
    ...routes.map(({ traffic, trouble }) =>
      trouble === null
        ? `the ${traffic.kind} ${traffic.name} can divide its traffic`
        : `the ${traffic.kind} ${traffic.name} leads to it, and can't divide its traffic yet`,
    ),
    ...(scaler === null ? [] : [`the HorizontalPodAutoscaler ${scaler} scales it`]),
    ...(prometheus === null ? [] : foundSlos(prometheus.slos, troubles)),
    ...notes,
  ];
}

function foundSlos(
  { availability, latency, notes }: NonNullable<ClusterPlace['prometheus']>['slos'],
  troubles: ReadonlyMap<string, string>,
): readonly string[] {
  return [
    ...(availability === null || troubles.has('availability')
      ? []
      : [`${availability.total} counts its requests, told apart by ${availability.split.label}`]),
    ...(latency === null || troubles.has('latency')
      ? []
      : [`${latency.histogram} times them, told apart by ${latency.split.label}`]),
    ...notes,
    ...[...troubles].map(([name, why]) => `${name} can't be measured: ${why}`),
  ];
}

function todo(
  place: ClusterPlace,
  { repository }: ClusterParts,
  troubles: ReadonlyMap<string, string>,
  file: string,
): readonly string[] {
  const { workload, prometheus, image, container } = place;
  const { kind, namespace, name, containers, routes } = workload;
  const slos = prometheus?.slos;
  const measured = [
    slos?.availability != null && !troubles.has('availability'),
    slos?.latency != null && !troubles.has('latency'),
  ];
  const target = container ?? containers[0]?.name ?? name;
  const [route] = routes;
  const isRouted = routes.some(({ trouble }) => trouble === null);
  return [
    ...(isPinned(place) || kind === 'Rollout'
      ? []
      : [
          `pin the image by its digest, or nobody knows what to go back to: kubectl set image deployment/${name} -n ${namespace} ${target}=${repositoryIn(image) ?? image}@sha256:...`,
        ]),
    ...(container === null ? [] : [`check in ${file} whose image is released: container`]),
    ...(route === undefined || isRouted || kind === 'Rollout' || route.trouble === null
      ? []
      : [`for shares to the percent: ${route.trouble} Then write traffic in ${file}`]),
    ...(measured.includes(true)
      ? ['ask for what it is judged by: `glidepath check-slos`']
      : [
          `write in ${file} what it is judged by, and where: slos and sources are a guess; --prometheus finds what is there`,
        ]),
    ...(repository === null ? [`write in ${file} how the image is built: build`] : []),
    'give the runner a way into the cluster; docs/targets has the least Role',
    `write in .github/workflows/deliver.yml where Glidepath comes from: ${WORKFLOW_PLACEHOLDER} stands for it`,
    'see what a delivery will do, and what it would change in the cluster: `glidepath plan`',
  ];
}

/** Without tag and digest; null where there is none. */
function repositoryIn(image: string): string | null {
  const [name = ''] = image.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  const repository = colon === -1 ? name : name.slice(0, colon);
  return repository === '' ? null : repository;
}
