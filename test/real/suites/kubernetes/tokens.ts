import * as z from 'zod/mini';
import type { Api, KubernetesObject } from './api.ts';

const issued = z.object({ status: z.object({ token: z.string() }) });

/** A new token of a service account. */
export async function tokenOf(
  api: Api,
  account: KubernetesObject,
  expirationSeconds = 3_600,
): Promise<string> {
  const answer = await api.request('POST', `${await api.pathOf(account)}/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds },
  });
  return z.parse(issued, answer).status.token;
}
