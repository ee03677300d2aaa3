import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startGitHub, type GitHub as Emulated } from '../../../test/github/index.ts';
import { afterwards } from './afterwards.ts';
import type { Ended } from './incident/incident.ts';
import { AFTERWARDS, tellStory, type IncidentStory } from './testing/incident-story.ts';

const ISSUES = '/repos/{owner}/{repo}/issues';

let github: Emulated;
let story: IncidentStory;

beforeAll(async () => {
  github = await startGitHub();
  story = await tellStory(github);
});

beforeEach(() => {
  github.tokens.set(github.token, {});
  for (const { number } of issues()) github.world.issues.delete(number);
  github.world.comments.clear();
  github.clearCalls();
});

afterEach(() => expect(github.violations).toEqual([]));
afterAll(async () => github[Symbol.asyncDispose]());

function ended(
  wanted: Partial<Ended['environment']['afterwards']>,
  result: Partial<Ended['result']> = {},
): Ended {
  const nothing = { ...AFTERWARDS, issue: false, comments: false };
  return {
    ...story.ended,
    result: { ...story.result, ...result },
    environment: { name: 'production', afterwards: { ...nothing, ...wanted } },
  };
}

function issues() {
  return [...github.world.issues.values()].filter(({ isPull }) => !isPull);
}

function theIssue() {
  const [issue, ...more] = issues();
  if (issue === undefined || more.length > 0) throw new Error(`there are ${issues().length} issues`);
  return issue;
}

function commentsOn(number: number): readonly string[] {
  return [...github.world.comments.values()].filter(({ issue }) => issue === number).map(({ body }) => body);
}

describe('the issue', () => {
  it('tells what happened, on what evidence, what came with it, and who can help', async () => {
    const said = await afterwards(story.client, ended({ issue: true }));
    const { title, body, labels, number } = theIssue();
    expect(said).toEqual([`Opened the incident ${github.url}/acme/checkout/issues/${number}.`]);
    expect(title).toContain('checkout 1.10.0 was rolled back from production');
    expect(labels).toEqual(['glidepath', 'incident']);
    for (const part of [
      '| 3 | 00:06 | 0 % | Rolling back | glidepath | availability: 1.10.0 fails 22 times as often as 1.9.0. |',
      '| 3 | 5 % | breach | availability |',
      '[5 commits](<',
      'Begin the cart',
      '- Authors: `bob` (2 commits), `ann` (1 commit)',
      '`@acme/payments` (2 files)',
      '[Runbook](<https://runbooks.example.com/checkout>)',
      '## Post-mortem',
    ]) {
      expect(body).toContain(part);
    }
  });

  it('calls nobody and leads nowhere by what a commit says', async () => {
    await afterwards(story.client, ended({ issue: true }));
    const { body } = theIssue();
    expect(body).not.toMatch(/(?<!`)@(everyone|acme|ann)/);
    expect(body).not.toContain('](https://evil.example)');
    expect(body).not.toContain('<even>');
  });

  it('is written anew for the same rollout, without a second one, and keeps what people wrote', async () => {
    await afterwards(story.client, ended({ issue: true }));
    const issue = theIssue();
    issue.body = (issue.body ?? '').replace(
      '### What happened\n',
      '### What happened\n\nA rounding error.\n',
    );
    await afterwards(story.client, ended({ issue: true }, { message: 'Told anew.' }));
    expect(theIssue().body).toContain('A rounding error.');
    expect(theIssue().body).toContain('Told anew.');
    expect(theIssue().body?.match(/## Timeline/g)).toHaveLength(1);
    expect(commentsOn(issue.number)).toEqual([]);
  });

  it('is not touched where nothing is new', async () => {
    await afterwards(story.client, ended({ issue: true }));
    await afterwards(story.client, ended({ issue: true }));
    expect(github.countByRoute()[`PATCH ${ISSUES}/{issue_number}`]).toBeUndefined();
  });

  it('goes on, and is opened again, where the same digest was rolled back once more', async () => {
    await afterwards(story.client, ended({ issue: true }));
    const issue = theIssue();
    issue.state = 'closed';
    const again = ended({ issue: true }, { rollout: 'r-2' });
    await afterwards(story.client, again);
    await afterwards(story.client, again);
    expect(theIssue().state).toBe('open');
    expect(commentsOn(issue.number)).toEqual([expect.stringContaining('It came again')]);
  });

  it('is another one for another digest', async () => {
    await afterwards(story.client, ended({ issue: true }));
    const release = { ...story.result.release, digest: `sha256:${'5'.repeat(64)}` };
    await afterwards(story.client, ended({ issue: true }, { rollout: 'r-2', release }));
    expect(issues()).toHaveLength(2);
  });

  it('is there once where the answer was lost', async () => {
    github.faults.push({ match: `POST ${ISSUES}`, fault: { kind: 'lost-answer' } });
    expect(await afterwards(story.client, ended({ issue: true }))).toEqual([
      expect.stringContaining('Opened the incident'),
    ]);
    expect(issues()).toHaveLength(1);
  });

  it('does without the commits where they are not known', async () => {
    await afterwards(story.client, ended({ issue: true }, { stable: null }));
    expect(theIssue().body).toContain('The commits of the two releases are not both known.');
    const unknown = { ...story.result.release, digest: `sha256:${'6'.repeat(64)}`, commit: 'f'.repeat(40) };
    const said = await afterwards(story.client, ended({ issue: true }, { release: unknown }));
    expect(said[0]).toContain('The changes of the release could not be read');
    expect(issues()[1]?.body).toContain('could not be read');
  });
});

describe('comments on the pull requests of the release', () => {
  it('are one on each merged one, brought up to date later', async () => {
    await afterwards(story.client, ended({ comments: true, issue: true }));
    await afterwards(story.client, ended({ comments: true, issue: true }));
    for (const number of story.pulls) {
      expect(commentsOn(number)).toEqual([expect.stringContaining(`The incident is #${theIssue().number}.`)]);
    }
    expect(theIssue().body).toContain(`Pull requests: #${story.pulls[1]}, #${story.pulls[0]}.`);
  });
});

describe('what may not be written', () => {
  it('is told with the lines that are missing, and the rest is written', async () => {
    const permissions = { contents: 'read', issues: 'read', pull_requests: 'write' } as const;
    github.tokens.set(github.token, { permissions });
    const said = await afterwards(story.client, ended({ issue: true, comments: true }));
    expect(said[0]).toContain('The incident could not be written');
    expect(said[0]).toContain('permissions:\n  issues: write');
    expect(commentsOn(story.pulls[0])).toHaveLength(1);
  });

  it('is told once for all comments', async () => {
    github.tokens.set(github.token, { permissions: { contents: 'read', pull_requests: 'read' } });
    const said = await afterwards(story.client, ended({ comments: true }));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('No comment could be written on');
  });
});

describe('what is no incident', () => {
  it.each([
    ['promoted', 'healthy'],
    ['rolled-back', 'cancelled'],
    ['rolled-back', 'pause-timeout'],
    ['aborted', 'requested'],
    ['superseded', 'newer-release'],
    ['rejected', 'frozen'],
    ['failed', 'ledger-unreachable'],
    ['failed', 'target-failed'],
  ] as const)('%s, %s', async (decision, reason) => {
    const all = { issue: true, comments: true, revert: true };
    expect(await afterwards(story.client, ended(all, { decision, reason }))).toEqual([]);
    expect(github.calls()).toEqual([]);
  });

  it('is nothing where nothing is wanted', async () => {
    expect(await afterwards(story.client, ended({}))).toEqual([]);
    expect(github.calls()).toEqual([]);
  });
});

it.each([
  ['rolled-back', 'requested'],
  ['rolled-back', 'too-few-samples'],
  ['rolled-back', 'start-failed'],
  ['failed', 'no-stable-release'],
  ['failed', 'rollback-failed'],
] as const)('%s, %s is an incident', async (decision, reason) => {
  await afterwards(story.client, ended({ issue: true }, { decision, reason }));
  expect(issues()).toHaveLength(1);
});

it('adds to the release notes after a promotion', async () => {
  const promoted = ended({ releaseNote: true }, { decision: 'promoted', reason: 'healthy' });
  expect(await afterwards(story.client, promoted)).toEqual([
    'No release on GitHub has the tag 1.10.0, so no release note was written.',
  ]);
  await story.client.request('POST /repos/{owner}/{repo}/releases', { tag_name: '1.10.0' });
  expect(await afterwards(story.client, promoted)).toEqual([
    expect.stringContaining('Added a line to the release notes'),
  ]);
});
