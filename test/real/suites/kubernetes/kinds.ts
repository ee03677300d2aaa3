import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import { kubernetesObject, type Api, type KubernetesObject } from './api.ts';

const established = z.object({
  status: z.object({
    conditions: z.array(z.object({ type: z.string(), status: z.string() })),
  }),
});

/** Teaches an API server the kinds that a folder defines, and waits until it serves them. */
export async function teach(api: Api, folder: string): Promise<void> {
  const definitions = readdirSync(folder)
    .filter((name) => name !== 'kustomization.yaml')
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .flatMap((document) => {
      const found = z.safeParse(kubernetesObject, document.toJS());
      return found.success && found.data.kind === 'CustomResourceDefinition' ? [found.data] : [];
    });
  if (definitions.length === 0) throw new Error(`${folder} defines no kind`);
  await Promise.all(definitions.map(async (definition) => api.create(definition)));
  await Promise.all(definitions.map(async (definition) => served(api, definition)));
}

async function served(api: Api, definition: KubernetesObject): Promise<void> {
  await until(`${definition.metadata.name} to be served`, async () => {
    const now = z.safeParse(established, await api.read(definition));
    return now.data?.status.conditions.some(
      ({ type, status }) => type === 'Established' && status === 'True',
    );
  });
}
