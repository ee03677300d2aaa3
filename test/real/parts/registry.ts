import { ensureAct } from './act.ts';
import { ensureActionlint } from './actionlint.ts';
import { ensureAlertmanager } from './alertmanager.ts';
import { ensureArtifact } from './artifact.ts';
import { ensureAxe } from './axe.ts';
import { ensureBuildah } from './buildah.ts';
import type { Cache } from './cache.ts';
import { ensureChromium } from './chromium.ts';
import { ensureFaketime } from './faketime.ts';
import { ensureFonts } from './fonts.ts';
import { ensureLdRelay } from './ld-relay.ts';
import { ensureKubernetes } from './kubernetes.ts';
import { ensureMoto } from './moto.ts';
import { ensurePostgres } from './postgres.ts';
import { ensurePrometheus } from './prometheus.ts';
import { ensureRegistryServer } from './registry-server.ts';
import { ensureSkopeo } from './skopeo.ts';
import { ensureToxiproxy } from './toxiproxy.ts';
import { ensureUnleash } from './unleash.ts';
import { ensureRouterKinds } from './router-kinds.ts';
import { ensureZizmor } from './zizmor.ts';

/** What npm's lockfile can't bring. Each is there when its function resolves; calling it again costs next to nothing. */
export const PARTS = {
  act: ensureAct,
  actionlint: ensureActionlint,
  alertmanager: ensureAlertmanager,
  artifact: ensureArtifact,
  axe: ensureAxe,
  buildah: ensureBuildah,
  chromium: ensureChromium,
  faketime: ensureFaketime,
  fonts: ensureFonts,
  'ld-relay': ensureLdRelay,
  kubernetes: ensureKubernetes,
  moto: ensureMoto,
  postgres: ensurePostgres,
  prometheus: ensurePrometheus,
  'registry-server': ensureRegistryServer,
  skopeo: ensureSkopeo,
  toxiproxy: ensureToxiproxy,
  unleash: ensureUnleash,
  'router-kinds': ensureRouterKinds,
  zizmor: ensureZizmor,
} as const satisfies Readonly<Record<string, Ensure>>;

export type PartName = keyof typeof PARTS;

/** @throws Error when the part can't be had, with what was tried */
type Ensure = (cache: Cache) => Promise<{ readonly version: string }>;
