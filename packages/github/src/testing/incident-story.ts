import type { Result } from '@glidepath/conductor';
import { breached } from '../../../report/src/testing/fixtures.ts';
import type { GitHub as Emulated } from '../../../../test/github/index.ts';
import * as z from 'zod/mini';
import { read } from '../answers.ts';
import type { GitHub } from '../client.ts';
import type { Ended } from '../incident/incident.ts';
import { quickClient } from './quick-client.ts';

export const AFTERWARDS = {
  issue: true,
  comments: true,
  revert: false,
  releaseNote: false,
  runbook: 'https://runbooks.example.com/checkout',
} as const;

/** A repository in which 1.10.0 came after 1.9.0 with two pull requests and a commit that went straight in. */
export interface IncidentStory {
  readonly client: GitHub;
  readonly result: Result;
  readonly ended: Ended;
  /** Numbers of the two pull requests, the older one first. */
  readonly pulls: readonly [number, number];
  readonly commits: { readonly stable: string; readonly release: string };
}

export async function tellStory(github: Emulated): Promise<IncidentStory> {
  const client = quickClient(github);
  for (const [login, name] of [
    ['ann', 'Ann Ott'],
    ['bob', 'Bob Bee'],
  ] as const) {
    github.setup.person({ login, name, email: `${login}@acme.test` });
    github.setup.role({ login, role: 'write' });
  }
  const stable = await github.setup.commit({
    files: {
      '.github/CODEOWNERS': '* @acme/shop\n/pay/ @acme/payments @ann\n',
      'pay/total.ts': 'export const total = 1;\n',
      'pay/old-name.ts': 'export const one = 1;\nexport const two = 2;\nexport const three = 3;\n',
      'cart/gone.ts': 'export {};\n',
      'README.md': '# Checkout\n',
    },
    message: 'Release 1.9.0',
  });
  const rounding = await merged(github, client, {
    branch: 'rounding',
    author: 'ann',
    title: 'Round totals | "half" <even>',
    files: { 'pay/total.ts': 'export const total = Math.round(1.5);\n', 'cart/gone.ts': null },
  });
  await github.setup.commit({
    files: { 'cart/new.ts': 'export const cart = [];\n' },
    message: 'Begin the cart @everyone [skip](https://evil.example)\n\nA longer text.',
    author: 'bob',
  });
  const naming = await merged(github, client, {
    branch: 'naming',
    author: 'bob',
    title: 'Give it a better name',
    files: {
      'pay/old-name.ts': null,
      'pay/new-name.ts': 'export const one = 1;\nexport const two = 2;\nexport const three = 3;\n',
    },
  });
  const release = naming.sha;
  const fixture = breached();
  const result: Result = {
    ...fixture.result,
    release: { ...fixture.result.release, commit: release },
    stable: fixture.result.stable && { ...fixture.result.stable, commit: stable },
  };
  return {
    client,
    result,
    ended: {
      service: 'checkout',
      environment: { name: 'production', afterwards: AFTERWARDS },
      result,
      samples: fixture.samples,
      runUrl: 'https://github.com/acme/checkout/actions/runs/7',
    },
    pulls: [rounding.number, naming.number],
    commits: { stable, release },
  };
}

interface Change {
  readonly branch: string;
  readonly author: string;
  readonly title: string;
  readonly files: Record<string, string | null>;
}

async function merged(
  github: Emulated,
  client: GitHub,
  { branch, author, title, files }: Change,
): Promise<{ readonly number: number; readonly sha: string }> {
  await github.setup.commit({ files, message: title, author, branch });
  const pull = { title, head: branch, base: 'main' };
  const { number } = await read(
    client,
    z.object({ number: z.int() }),
    'POST /repos/{owner}/{repo}/pulls',
    pull,
  );
  const { sha } = await read(
    client,
    z.object({ sha: z.string() }),
    'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
    {
      pull_number: number,
    },
  );
  return { number, sha };
}
