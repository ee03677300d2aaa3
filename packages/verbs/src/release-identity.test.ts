import { digest } from '@glidepath/model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkName, commitOf, releaseNamed, type Named } from './release-identity.ts';
import { Repository } from './testing/surroundings.ts';
import { UserError } from './user-error.ts';

const DIGEST = digest(`sha256:${'ab'.repeat(32)}`);
const repository = new Repository();
const plain = new Repository();
let tagged = '';
let head = '';

beforeAll(() => {
  repository.git('init', '--quiet', '--initial-branch=main');
  repository.git('commit', '--quiet', '--allow-empty', '--message', 'First');
  tagged = repository.git('rev-parse', 'HEAD');
  repository.git('tag', 'v1.4.2');
  repository.git('commit', '--quiet', '--allow-empty', '--message', 'Second');
  head = repository.git('rev-parse', 'HEAD');
});

afterAll(() => {
  repository.remove();
  plain.remove();
});

function here(env: Readonly<Record<string, string>> = {}): { workspace: string; env: typeof env } {
  return { workspace: repository.folder, env };
}

describe('commitOf', () => {
  it('is what is checked out where nobody says more', async () => {
    expect(await commitOf(here(), null)).toBe(head);
  });

  it('is what the runner says', async () => {
    expect(await commitOf(here({ GITHUB_SHA: tagged }), null)).toBe(tagged);
  });

  it('is what was given, by any name that git knows', async () => {
    expect(await commitOf(here({ GITHUB_SHA: head }), 'v1.4.2')).toBe(tagged);
    expect(await commitOf(here(), tagged.slice(0, 10))).toBe(tagged);
  });

  it('takes a full commit that is not here', async () => {
    expect(await commitOf(here(), 'C'.repeat(40))).toBe('c'.repeat(40));
  });

  it.each(['nowhere', '--help', ''])('refuses %j', async (given) => {
    await expect(commitOf(here(), given)).rejects.toThrow(UserError);
  });

  it('is nothing outside of a repository', async () => {
    expect(await commitOf({ workspace: plain.folder, env: {} }, null)).toBeNull();
  });
});

const named = (commit: string | null, name: string | null = null): Named => ({
  name,
  commit,
  committedAt: null,
});

describe('releaseNamed', () => {
  it('is called by the tag that git describes', async () => {
    expect(await releaseNamed(repository.folder, DIGEST, named(tagged))).toMatchObject({ name: 'v1.4.2' });
    expect((await releaseNamed(repository.folder, DIGEST, named(head))).name).toBe(
      `v1.4.2-1-g${repository.git('rev-parse', '--short', 'HEAD')}`,
    );
  });

  it('is called by the commit where git does not know it', async () => {
    const { name } = await releaseNamed(plain.folder, DIGEST, named('c'.repeat(40)));
    expect(name).toBe('c'.repeat(12));
  });

  it('is called by the digest where there is no commit', async () => {
    expect(await releaseNamed(plain.folder, DIGEST, named(null))).toEqual({
      digest: DIGEST,
      commit: null,
      committedAt: null,
      name: 'abababababab',
    });
  });

  it('is called as the user says', async () => {
    expect(await releaseNamed(repository.folder, DIGEST, named(head, 'spring'))).toMatchObject({
      name: 'spring',
    });
  });
});

it.each(['two\nlines', 'escape\u001b[31m', 'x'.repeat(201)])('refuses the name %j', (name) => {
  expect(() => checkName(name)).toThrow(UserError);
});
