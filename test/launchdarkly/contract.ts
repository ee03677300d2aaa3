import { join } from 'node:path';
import { Contract } from '../contract/contract.ts';

let loaded: Promise<Contract> | null = null;

/** The part of LaunchDarkly's REST API that is asked; one for all servers of a process. */
export function launchDarklyContract(): Promise<Contract> {
  loaded ??= Contract.load([join(import.meta.dirname, 'description/launchdarkly-openapi.json')]);
  return loaded;
}
