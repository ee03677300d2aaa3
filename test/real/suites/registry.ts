import type { PartName } from '../parts/registry.ts';

export interface Suite {
  readonly about: string;
  /** Installed before the suite's tests run. */
  readonly parts: readonly PartName[];
  /** Of a suite whose tests mostly wait; else one after the other. */
  readonly filesAtOnce?: number;
}

/** Each suite's tests are in the folder of its name. */
export const SUITES = {
  act: {
    about:
      "act runs the callers and the reusable workflows from a service's repository, on a GitHub that is emulated",
    parts: ['act', 'artifact', 'registry-server'],
  },
  build: {
    about:
      'images and artifacts in a Docker registry with logins, through a proxy that disturbs, built by Buildah, read and moved by Skopeo, and delivered by digest with their proof',
    parts: ['buildah', 'registry-server', 'skopeo'],
  },
  flags: {
    about:
      'flags change in a LaunchDarkly Relay Proxy and in Unleash, through a Toxiproxy that disturbs, and are rolled out on what Prometheus counts',
    parts: ['ld-relay', 'postgres', 'prometheus', 'toxiproxy', 'unleash'],
    filesAtOnce: 2,
  },
  frame: { about: 'the parts are fetched whole or not at all, and a part that is missing fails', parts: [] },
  kubernetes: {
    about: 'a real API server with its controllers and Argo Rollouts, on nodes that are played',
    parts: ['kubernetes', 'router-kinds'],
    filesAtOnce: 2,
  },
  metrics: {
    about:
      'rollouts and verdicts on counters that a real Prometheus has scraped, in good days and bad, on metrics in moto, and on alerts in an Alertmanager',
    parts: ['alertmanager', 'faketime', 'moto', 'prometheus'],
    filesAtOnce: 4,
  },
  prometheus: {
    about: 'a real Prometheus scrapes the local target during deliveries',
    parts: ['prometheus'],
  },
  report: {
    about: 'a real Chromium shows the report: light, dark, phone, paper',
    parts: ['axe', 'chromium', 'fonts'],
  },
  workflows: {
    about: 'zizmor and actionlint find nothing in any workflow or action',
    parts: ['actionlint', 'zizmor'],
  },
} as const satisfies Readonly<Record<string, Suite>>;

export type SuiteName = keyof typeof SUITES;
