import * as z from 'zod/mini';
import { until } from '../../../harness/index.ts';
import type { Api } from './api.ts';

const listed = z.object({ items: z.array(z.unknown()) });

/** Makes a namespace and waits until it is complete. */
export async function openNamespace({ api }: { readonly api: Api }, name: string): Promise<void> {
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await complete(api, name);
}

/** Its controller makes the account a moment after the namespace; no pod is admitted before. */
export async function complete(api: Api, name: string): Promise<void> {
  await until(`the namespace ${name} to be complete`, async () => {
    const all = await api.request('GET', `/api/v1/namespaces/${name}/serviceaccounts`);
    return z.parse(listed, all).items.length > 0;
  });
}
