import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from './place.ts';
import { httpRoute } from './objects.ts';

/** Plays a gateway's controller while `act` runs: every version of the route is accepted. */
export async function accepting<T>(
  cluster: Place,
  namespace: string,
  name: string,
  act: () => Promise<T>,
): Promise<T> {
  const plain = httpRoute(name, {});
  const route = { ...plain, metadata: { ...plain.metadata, namespace } };
  const end = new AbortController();
  const playing = (async () => {
    let accepted: unknown = null;
    while (!end.signal.aborted) {
      try {
        const { generation } = (await cluster.api.read(route)).metadata;
        if (generation !== accepted) await cluster.api.setStatus(route, { parents: [accepts(generation)] });
        accepted = generation;
      } catch {
        // It outlives an API server that is away, or has not all of its kinds yet.
      }
      await sleep(50);
    }
  })();
  try {
    return await act();
  } finally {
    end.abort();
    await playing;
  }
}

function accepts(observedGeneration: unknown): object {
  const condition = (type: string) => ({
    type,
    status: 'True',
    reason: type,
    message: '',
    observedGeneration,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
  return {
    parentRef: { name: 'shop' },
    controllerName: 'example.org/test',
    conditions: [condition('Accepted'), condition('ResolvedRefs')],
  };
}
