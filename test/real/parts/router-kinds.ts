import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { copyFromGoModules } from './go-module-files.ts';

export interface RouterKindsPart {
  readonly version: string;
  /** Folders of YAML. */
  readonly gatewayApi: string;
  readonly istio: string;
  readonly traefik: string;
}

/** 1.7 wants a newer Go than most have. */
const GATEWAY_API = '1.6.3';
const ISTIO = '1.31.1';
const TRAEFIK = '3.7.13';
const VERSION = `gateway-api-${GATEWAY_API}-istio-${ISTIO}-traefik-${TRAEFIK}`;

/** Definitions of the kinds by which traffic is split, so that an API server takes them; nobody routes by them here. */
export async function ensureRouterKinds(cache: Cache): Promise<RouterKindsPart> {
  const folder = await installed(cache, 'router-kinds', VERSION, async (into) =>
    copyFromGoModules(
      [
        {
          module: 'sigs.k8s.io/gateway-api',
          version: `v${GATEWAY_API}`,
          files: { 'gateway-api': 'config/crd/standard' },
        },
        {
          module: 'istio.io/api',
          version: `v${ISTIO}`,
          files: { 'istio/kinds.yaml': 'kubernetes/customresourcedefinitions.gen.yaml' },
        },
        {
          module: 'github.com/traefik/traefik/v3',
          version: `v${TRAEFIK}`,
          files: {
            'traefik/kinds.yaml':
              'docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml',
          },
        },
      ],
      into,
    ),
  );
  return {
    version: `Gateway API ${GATEWAY_API}, Istio ${ISTIO}, Traefik ${TRAEFIK}`,
    gatewayApi: join(folder, 'gateway-api'),
    istio: join(folder, 'istio'),
    traefik: join(folder, 'traefik'),
  };
}
