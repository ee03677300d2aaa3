import { TargetError } from '@glidepath/conductor';
import type { KubeApi, KubeError, KubeObject } from './api.ts';
import type { KubeClient } from './client.ts';
import { Followed, type Collection, type Manners } from './followed.ts';

/** Where nothing can be followed, so often is looked whether something has changed. */
const POLL_MS = 250;

/**
 * What is read again and again is watched instead: the first read of an object or of a list opens a watch, and the others cost
 * nothing while it lives. Where it does not, or may not be, each read is one of the server. A list with a limit is no
 * whole that could be followed.
 */
export function watching(client: KubeClient): KubeApi {
  const followed = new Map<string, Followed>();
  const manners: Manners = { whole: true };
  const refusals = new Set<string>();
  const news: string[] = [];

  return {
    get,

    async list(path, query = '') {
      if (/(^|&)limit=/.test(query)) return client.list(path, query);
      const all = follow({ path, selector: query });
      return (await all.now()) ?? read(all, async () => client.list(path, query));
    },

    apply: async (path, body, options) =>
      written(path, options.dryRun !== true, async () => client.apply(path, body, options)),
    replace: async (path, body) => written(path, true, async () => client.replace(path, body)),
    tryReplace: client.tryReplace,
    patch: async (path, body) => written(path, true, async () => client.patch(path, body)),

    async remove(path, uid, dryRun) {
      try {
        return await client.remove(path, uid, dryRun);
      } finally {
        // The answer does not say how it stands.
        if (dryRun !== true) doubt(path);
      }
    },

    async *watch(path, resourceVersion, signal) {
      const one = follow(collectionOf(path));
      let last: string | null = resourceVersion;
      while (!signal.aborted) {
        const { changes } = one;
        const object = await get(path).catch((error: unknown) => {
          if (isFinal(error)) throw error;
          return undefined;
        });
        const version = object?.metadata.resourceVersion ?? null;
        if (object !== undefined && version !== last) {
          last = version;
          yield object;
        }
        await one.changed(changes, signal, POLL_MS);
      }
    },

    news: () => news.splice(0),

    async close() {
      await Promise.all([...followed.values()].map(async (each) => each.close()));
      await client.close();
    },
  };

  async function get(path: string): Promise<KubeObject | null> {
    const one = follow(collectionOf(path));
    const there =
      (await one.now()) ??
      (await read(one, async () => {
        const object = await client.get(path);
        return object === null ? [] : [object];
      }));
    return there[0] ?? null;
  }

  /** What the answer says is known from then on, and what became of a write that failed is not. */
  async function written(
    path: string,
    isKept: boolean,
    write: () => Promise<KubeObject>,
  ): Promise<KubeObject> {
    try {
      const object = await write();
      for (const each of isKept ? touched(path) : []) {
        if (isName(each.collection)) each.put(object);
        else each.doubt();
      }
      return object;
    } catch (error) {
      if (isKept) doubt(path);
      throw error;
    }
  }

  function doubt(path: string): void {
    for (const each of touched(path)) each.doubt();
  }

  /** What is followed of that object: itself, and lists of its kind, in which it may come or go. */
  function touched(path: string): readonly Followed[] {
    const { path: all, selector } = collectionOf(path);
    return [...followed.values()].filter(
      ({ collection }) =>
        collection.path === all && (collection.selector === selector || !isName(collection)),
    );
  }

  function follow(collection: Collection): Followed {
    const key = `${collection.path}?${collection.selector}`;
    const known = followed.get(key);
    if (known !== undefined) return known;
    const made = new Followed(collection, client, manners, (why) => refused(collection, why));
    followed.set(key, made);
    return made;
  }

  /** Each kind once. */
  function refused({ path }: Collection, why: KubeError): void {
    if (refusals.has(path)) return;
    refusals.add(path);
    news.push(`What changes there is asked for again and again, as watching is forbidden: ${why.message}`);
  }
}

async function read(
  one: Followed,
  ask: () => Promise<readonly KubeObject[]>,
): Promise<readonly KubeObject[]> {
  const objects = await ask();
  one.read(objects);
  return objects;
}

const BY_NAME = 'fieldSelector=metadata.name%3D';

/** That one object; of a part of it, such as its status, it is the same. */
function collectionOf(path: string): Collection {
  const parts = path.split('/');
  const name = parts.indexOf('namespaces') + 3;
  return { path: parts.slice(0, name).join('/'), selector: BY_NAME + (parts[name] ?? '') };
}

function isName({ selector }: Collection): boolean {
  return selector.startsWith(BY_NAME);
}

function isFinal(error: unknown): boolean {
  return !(error instanceof TargetError) || error.final;
}
