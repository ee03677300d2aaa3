import { join } from 'node:path';
import { Contract } from '../contract/contract.ts';

const DESCRIPTIONS = ['datadog-v1-openapi.json', 'datadog-v2-openapi.json'];
let loaded: Promise<Contract> | null = null;

/** Datadog's API as it describes itself; one for all servers of a process. */
export function datadogContract(): Promise<Contract> {
  loaded ??= Contract.load(DESCRIPTIONS.map((name) => join(import.meta.dirname, 'description', name)));
  return loaded;
}
