import * as z from 'zod/mini';
import { fault, faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { ROUTER_KINDS } from '../kubernetes.ts';
import type { KubernetesTargetSpec, KubernetesTraffic } from '../kubernetes.ts';
import { parseLine } from '../text/line.ts';
import { quote } from '../text/quote.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { byDefault, docs, mapping, read, refuse, written } from './scalars.ts';

/** The target `kubernetes`: a Deployment, and what divides its traffic. */

/** DNS labels and subdomains, as RFC 1123 and Kubernetes have them. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const SUBDOMAIN =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const RULE = 'names in Kubernetes are a-z, 0-9 and -, with neither end a -';

export function named(pattern: RegExp, description: string, example: string) {
  const mend = `write a name, such as ${example}`;
  return written(
    (text): Parsed<string> => (pattern.test(text) ? parsed(text) : faulty(`is ${quote(text)}`, RULE, mend)),
    mend,
  ).register(docs, { description, pattern: pattern.source, examples: [example] });
}

const CONTEXT_MEND = 'write the name of a context, as `kubectl config get-contexts` shows it';
const IMAGE_MEND = 'write a repository, such as ghcr.io/acme/checkout';

/** A repository of a registry, without a tag and a digest: the digest is the release's. */
const REPOSITORY = /^[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
function parseRepository(text: string): Parsed<string> {
  const is = `is ${quote(text)}`;
  if (text.includes('@')) return faulty(is, 'the digest is that of the release', 'leave out what follows @');
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  if (colon !== -1 && text.includes('/'))
    return faulty(is, 'a release is named by its digest, not by a tag', `write ${text.slice(0, colon)}`);
  return REPOSITORY.test(text) ? parsed(text) : faulty(is, 'no repository of a registry', IMAGE_MEND);
}

const TRAFFIC_MEND =
  'write for example traffic: { httpRoute: checkout, stable: checkout, canary: checkout-canary }';
const TrafficForm = mapping(
  {
    httpRoute: z.optional(named(SUBDOMAIN, 'An HTTPRoute of the Gateway API.', 'checkout')),
    virtualService: z.optional(named(SUBDOMAIN, 'A VirtualService of Istio.', 'checkout')),
    traefikService: z.optional(named(SUBDOMAIN, 'A weighted TraefikService.', 'checkout')),
    stable: z.optional(
      named(LABEL, 'The Service of the stable pods. Without it, it is called as the Deployment.', 'checkout'),
    ),
    canary: z.optional(
      named(
        LABEL,
        "The Service of the canary's pods. Without it, it is called as the stable one, with -canary.",
        'checkout-canary',
      ),
    ),
  },
  TRAFFIC_MEND,
);

type TrafficDraft = Omit<KubernetesTraffic, 'stable' | 'canary'> & {
  readonly stable: string | null;
  readonly canary: string | null;
};
const Traffic = z.pipe(
  TrafficForm,
  z.transform((form: z.output<typeof TrafficForm>, payload): TrafficDraft => {
    const [kind, second] = ROUTER_KINDS.filter((each) => form[each] !== undefined);
    if (second !== undefined) {
      const found = fault(`stands beside ${kind}`, 'one object divides the traffic', 'leave one of them');
      refuse(payload, found, [second]);
      return z.NEVER;
    }
    const name = kind === undefined ? undefined : form[kind];
    if (kind === undefined || name === undefined) {
      if (payload.issues.length === 0)
        refuse(payload, fault('names no object', 'something divides the traffic', TRAFFIC_MEND));
      return z.NEVER;
    }
    const { stable = null, canary = null } = form;
    if (canary !== null && canary === stable) {
      const why = 'stable is the same one, and traffic is divided between two';
      refuse(payload, fault(`is ${quote(canary)}`, why, 'name another Service'), ['canary']);
    }
    return { kind, name, stable, canary };
  }),
);

/** Where in a cluster it is, and what of it is released: the same for each kind that has pods. */
export const clusterKeys = {
  namespace: byDefault(named(LABEL, 'Its namespace.', 'shop'), 'default', {
    description: 'Its namespace.',
    pattern: LABEL.source,
    examples: ['shop'],
  }),
  context: z.optional(
    written(parseLine(255, CONTEXT_MEND), CONTEXT_MEND).register(docs, {
      description: 'The context of the kubeconfig, and so the cluster. Without it the current one.',
      examples: ['eu-1'],
    }),
  ),
  kubeconfig: z.optional(
    read(parseWorkspacePath, 'write a path, such as ./kubeconfig').register(docs, {
      description:
        'The kubeconfig, relative to the workspace. Without it: KUBECONFIG, ~/.kube/config, or the service account of the pod that this runs in.',
      examples: ['./kubeconfig'],
      pattern: WORKSPACE_PATH.source,
    }),
  ),
  container: z.optional(
    named(LABEL, 'Whose image is released; needed where the pods have several containers.', 'api'),
  ),
  image: z.optional(
    written(parseRepository, IMAGE_MEND).register(docs, {
      description:
        'The repository of the images, without tag and digest. Without it, that of the image which runs.',
      examples: ['ghcr.io/acme/checkout'],
      pattern: REPOSITORY.source,
    }),
  ),
};

const KubernetesForm = mapping(
  {
    deployment: named(SUBDOMAIN, 'The Deployment; it has to be there.', 'checkout'),
    ...clusterKeys,
    traffic: z.optional(Traffic).register(docs, {
      description:
        'What divides the traffic of a canary, or switches blue-green. Without it the number of pods on each side does, behind one Service; blue-green switches that Service.',
      examples: [{ httpRoute: 'checkout', stable: 'checkout', canary: 'checkout-canary' }],
    }),
    service: z.optional(
      named(
        LABEL,
        'The Service that blue-green switches where there is no traffic. Without it, the only one that selects the stable pods alone.',
        'checkout',
      ),
    ),
  },
  'write for example kubernetes: { namespace: shop, deployment: checkout }',
);

export const KubernetesTarget = z.pipe(
  KubernetesForm,
  z.transform((form: z.output<typeof KubernetesForm>): KubernetesTargetSpec => {
    const { deployment, namespace, traffic } = form;
    const stable = traffic?.stable ?? deployment;
    return {
      kind: 'kubernetes',
      deployment,
      namespace,
      context: form.context ?? null,
      kubeconfig: form.kubeconfig ?? null,
      container: form.container ?? null,
      image: form.image ?? null,
      traffic:
        traffic === undefined
          ? null
          : { kind: traffic.kind, name: traffic.name, stable, canary: traffic.canary ?? `${stable}-canary` },
      service: form.service ?? null,
    };
  }),
);
