import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { GitHubService, RunOptions } from '../../harness/github-service.ts';
import type { ActionEnded } from '../../harness/index.ts';
import { expectEnd } from './expect-end.ts';

/** Inputs of the gate, and what is special about its run. */
export interface Asked {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly run?: RunOptions;
}

/** Writes the delivery file anew: production has this gate, a line of YAML, or none. */
export function gatedBy({ local }: GitHubService, gate: string): void {
  const file = '.github/delivery.yml';
  const open = readFileSync(join(local.workspace, file), 'utf8').replace(/^ {4}gates:\n.*\n/m, '');
  const gates = gate === '' ? '' : `    gates:\n      ${gate}\n`;
  local.write(file, open.replace(/^ {4}slos:/m, `${gates}    slos:`));
}

export async function askGate(
  shop: GitHubService,
  { inputs = {}, run = {} }: Asked = {},
): Promise<ActionEnded> {
  return shop.start('gate', inputs, run).ended;
}

export async function expectOpen(shop: GitHubService, asked: Asked = {}): Promise<void> {
  expectEnd(await askGate(shop, asked), 0, { open: 'true', reason: '', until: '' });
}

/** The gate refuses for this reason alone. Gives its words. */
export async function expectClosed(shop: GitHubService, reason: string, asked: Asked = {}): Promise<string> {
  const end = await askGate(shop, asked);
  expectEnd(end, 7, { open: 'false', reason });
  const message = end.outputs['message'] ?? '';
  expect(message).toContain('give an override with its reason to go ahead all the same');
  expect(end.stdout).toMatch(/^::error title=production is closed::/m);
  expect(JSON.parse(end.outputs['result'] ?? '')).toMatchObject({
    version: 1,
    verb: 'gate',
    open: false,
    refusals: [{ reason, message, until: end.outputs['until'] || null }],
  });
  return message;
}

/** A delivery is refused too, in the same words, and neither has changed anything. Gives the words. */
export async function expectRefused(
  shop: GitHubService,
  name: string,
  reason: string,
  asked: Asked = {},
): Promise<string> {
  const { environment = '' } = asked.inputs ?? {};
  const before = everything(shop, name);
  const message = await expectClosed(shop, reason, { ...asked, inputs: { release: name, ...asked.inputs } });
  const end = await shop.deploy(name, { environment }, asked.run).ended;
  expectEnd(end, 7, { decision: 'rejected', reason });
  expect(JSON.parse(end.outputs['result'] ?? '')).toMatchObject({ message });
  expect(end.summary).not.toBe('');
  expect(everything(shop, name)).toEqual(before);
  return message;
}

/** All that a delivery could have changed: what is written on GitHub, and how often the release was met by clients. */
function everything(shop: GitHubService, name: string): unknown {
  const { deployments, issues, comments } = shop.github.world;
  const met = shop.seen?.byRelease.get(name) ?? 0;
  return structuredClone([shop.git('for-each-ref'), deployments, issues, comments, met]);
}
