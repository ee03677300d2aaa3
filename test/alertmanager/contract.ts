import { join } from 'node:path';
import { Contract } from '../contract/contract.ts';

let loaded: Promise<Contract> | null = null;

/** Alertmanager's API as it describes itself; one for all servers of a process. */
export function alertmanagerContract(): Promise<Contract> {
  loaded ??= Contract.load([join(import.meta.dirname, 'description/alertmanager-openapi.json')]);
  return loaded;
}
