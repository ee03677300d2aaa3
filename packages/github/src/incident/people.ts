import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import { orNull, read } from '../answers.ts';
import type { GitHub } from '../client.ts';
import type { ChangeCommit, Changes } from './changes.ts';
import { CODEOWNERS_PATHS, parseCodeowners, ruleFor, type OwnerRule } from './codeowners.ts';

/** Who can say something of a release's changes, those with most of them first. */
export interface People {
  /** Without robots, and without who has merged only. */
  readonly authors: readonly Share[];
  /** Of the changed files, by CODEOWNERS. */
  readonly owners: readonly Share[];
}

export interface Share {
  readonly name: string;
  /** Commits of an author, files of an owner. */
  readonly count: number;
}

/** One to three calls. @throws GitHubError */
export async function peopleOf(github: GitHub, changes: Changes, commit: string): Promise<People> {
  const rules = await rulesAt(github, commit);
  return {
    authors: counted(changes.commits.filter(isWork).map(({ author }) => author)),
    owners: counted(changes.files.flatMap(({ path }) => ruleFor(rules, path)?.owners ?? [])),
  };
}

function isWork({ author, isMerge }: ChangeCommit): boolean {
  return !isMerge && !author.endsWith('[bot]');
}

const CONTENTS = 'GET /repos/{owner}/{repo}/contents/{path}';
const fileSchema = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });

async function rulesAt(github: GitHub, commit: string): Promise<readonly OwnerRule[]> {
  for (const path of CODEOWNERS_PATHS) {
    const found = await orNull(read(github, z.unknown(), CONTENTS, { path, ref: commit }));
    // A folder of that name, or a file beyond a megabyte, has no rules for GitHub either.
    const file = z.safeParse(fileSchema, found);
    if (file.success) return parseCodeowners(Buffer.from(file.data.content, 'base64').toString('utf8'));
  }
  return [];
}

function counted(names: readonly string[]): readonly Share[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((one, other) => other.count - one.count);
}
