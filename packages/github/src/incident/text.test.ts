import type { TimelineEntry } from '@glidepath/conductor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dead, long } from '../../../report/src/testing/fixtures.ts';
import { LONGEST_BODY } from '../markdown.ts';
import type { Changes } from './changes.ts';
import type { Incident } from './incident.ts';
import { bodyOf, END_MARK, sectionOf, titleOf, type Findings } from './text.ts';

const NOTHING: Findings = { changes: null, people: null, pulls: null, revert: null };

function incidentOf({ result, samples }: ReturnType<typeof dead>): Incident {
  return {
    service: 'checkout',
    environment: {
      name: 'production',
      afterwards: { issue: true, comments: true, revert: false, releaseNote: false, runbook: null },
    },
    result,
    samples,
    runUrl: null,
    rollout: 'r-1',
    commits: { stable: 'a'.repeat(40), release: 'b'.repeat(40) },
  };
}

function changesWith(subjects: readonly string[], author = 'ann'): Changes {
  return {
    commits: subjects.map((subject, index) => ({
      sha: index.toString(16).padStart(40, '0'),
      subject,
      author,
      isMerge: false,
      url: `https://github.com/acme/checkout/commit/${index}`,
    })),
    total: subjects.length,
    files: [],
    allFiles: true,
    relation: 'ahead',
    url: 'https://github.com/acme/checkout/compare/a...b',
  };
}

describe('the body', () => {
  it('says so where no figures took the release back', () => {
    expect(bodyOf(incidentOf(dead()), NOTHING)).toContain('There are no figures');
  });

  it('shows the newest of many commits, and how many there are', () => {
    const changes = changesWith(Array.from({ length: 200 }, (_, index) => `Change ${index}`));
    const body = bodyOf(incidentOf(dead()), { ...NOTHING, changes });
    expect(body).toContain(
      '[200 commits](<https://github.com/acme/checkout/compare/a...b>) since 1.9.0, 30 of them here.',
    );
    expect(body).toContain('Change 199');
    expect(body).not.toContain('Change 169 ');
  });

  it.each([
    ['identical', 'from the same commit'],
    ['behind', 'an older commit'],
    ['diverged', 'on different branches'],
  ] as const)('says what it means that the commits are %s', (relation, words) => {
    const changes = { ...changesWith(['One']), relation };
    expect(bodyOf(incidentOf(dead()), { ...NOTHING, changes })).toContain(words);
  });

  it('keeps its marks, its newest rows and the outline however long the story is', () => {
    const fixture = long(3);
    const timeline: readonly TimelineEntry[] = Array.from({ length: 400 }, (_, index) => ({
      at: fixture.result.startedAt,
      event: 'stepped',
      weight: 10,
      actor: `actor-${index}`,
      note: 'x'.repeat(2_000),
      verdict: null,
    }));
    const result = { ...fixture.result, timeline };
    const changes = changesWith(Array.from({ length: 200 }, () => '|'.repeat(500)));
    const body = bodyOf(incidentOf({ ...fixture, result }), { ...NOTHING, changes });
    expect(body.length).toBeLessThanOrEqual(LONGEST_BODY);
    expect(body).toContain(END_MARK);
    expect(body).toContain('actor-399');
    expect(body).toMatch(/The oldest \d+ are left out/);
    expect(body).toContain('## Post-mortem');
  });

  it('calls nobody and has no foreign markup, whatever a commit says', () => {
    const foreign = fc.string({ unit: fc.constantFrom(...Array.from('@a/[]()<>!`|*_#\\\n-:. ')) });
    fc.assert(
      fc.property(foreign, foreign, (subject, author) => {
        const changes = changesWith([subject.split('\n', 1)[0] ?? ''], author);
        const people = { authors: [{ name: author, count: 1 }], owners: [] };
        const section = sectionOf(incidentOf(dead()), { ...NOTHING, changes, people });
        const outside = section
          .replace(/<!-- .*? -->|<!-- -->/g, '')
          .replace(/\[`[0-9a-f]+`\]\(<[^>]*>\)|\[\d+ commits?\]\(<[^>]*>\)/g, '')
          .replace(/(?<!\\)`[^`\n]*`/g, '');
        expect(outside).not.toMatch(/(?<!\\)\]\(|<[a-z]/);
        expect(section.replace(/(?<!\\)`[^`\n]*`/g, '')).not.toMatch(/@(?!<!-- -->)/);
      }),
    );
  });
});

it('has a title of one line that GitHub takes', () => {
  const incident = incidentOf(dead());
  const release = { ...incident.result.release, name: `1.12.0\n${'é'.repeat(400)}` };
  const title = titleOf({ ...incident, result: { ...incident.result, release } });
  expect(title).not.toContain('\n');
  expect(title.length).toBeLessThanOrEqual(200);
});
