import { KubeError, kubeObject, type KubeApi, type KubeObject } from '../../api.ts';
import * as z from 'zod/mini';

/** Objects by their path, with versions as an API server keeps them. Only what a router asks is answered. */
export class MemoryApi {
  readonly objects = new Map<string, KubeObject>();
  readonly writes: string[] = [];
  /** How many of the next writes somebody else is quicker than. */
  conflicts = 0;
  #version = 0;

  put(path: string, object: object, manager = 'kubectl'): void {
    const { metadata, ...rest } = z.parse(z.looseObject({ metadata: z.looseObject({}) }), object);
    const generation = (this.objects.get(path)?.metadata.generation ?? 0) + 1;
    const managedFields = [
      { manager, operation: 'Update', time: `${generation}`, fieldsV1: { 'f:spec': {} } },
    ];
    const version = { uid: path, resourceVersion: `${++this.#version}`, generation, managedFields };
    this.objects.set(path, z.parse(kubeObject, { ...rest, metadata: { ...metadata, ...version } }));
  }

  get api(): KubeApi {
    return {
      get: async (path) => this.objects.get(path) ?? null,
      replace: async (path, body) => this.#replace(path, z.parse(kubeObject, body)),
      tryReplace: unasked,
      list: unasked,
      apply: unasked,
      patch: unasked,
      remove: unasked,
      watch() {
        throw new Error('no router watches');
      },
      async close() {},
    };
  }

  async #replace(path: string, body: KubeObject): Promise<KubeObject> {
    if (this.conflicts > 0) {
      this.conflicts -= 1;
      this.put(path, this.objects.get(path) ?? {});
    }
    const there = this.objects.get(path);
    if (there?.metadata.resourceVersion !== body.metadata.resourceVersion)
      throw new KubeError('Somebody else was quicker.', false, 409, 'Conflict');
    this.put(path, body, 'glidepath');
    this.writes.push(path);
    return body;
  }
}

async function unasked(): Promise<never> {
  throw new Error('no router asks for that');
}
