import { join } from 'node:path';
import { Contract } from '../contract/contract.ts';

let loaded: Promise<Contract> | null = null;

/** The part of Grafana's API that is asked; one for all servers of a process. */
export function grafanaContract(): Promise<Contract> {
  loaded ??= Contract.load([join(import.meta.dirname, 'description/annotations-openapi.json')]);
  return loaded;
}
