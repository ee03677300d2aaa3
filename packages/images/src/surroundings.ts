import { setTimeout as sleep } from 'node:timers/promises';
import type { RegistryAccess } from './access.ts';
import { findLogin, type CredentialOptions } from './credentials/login.ts';

export interface AccessOptions extends CredentialOptions {
  readonly plainHttp: readonly string[];
  readonly signal?: AbortSignal;
}

/** Registries as this machine and its environment reach them. */
export function registryAccess({ plainHttp, signal, ...credentials }: AccessOptions): RegistryAccess {
  return {
    login: async (name) => findLogin(name, credentials),
    plainHttp,
    now: Date.now,
    wait: async (ms) => {
      await sleep(ms, undefined, signal === undefined ? {} : { signal });
    },
    ...(signal === undefined ? {} : { signal }),
  };
}
