import * as z from 'zod/mini';
import type { Afterwards } from '../around.ts';
import { parseWebAddress } from '../text/web-address.ts';
import { byDefault, docs, mapping, read } from './scalars.ts';

/** What is written on GitHub when a rollout has ended. */

function flag(otherwise: boolean, description: string) {
  return byDefault(z.boolean({ error: 'write true or false' }), otherwise, { description });
}

const RUNBOOK_MEND = 'write for example runbook: https://wiki.example.com/checkout';
const AfterwardsForm = mapping(
  {
    issue: flag(true, 'After a rollback: an issue with the evidence.'),
    comments: flag(true, 'After a rollback: a comment on each pull request of the release.'),
    revert: flag(false, "After a rollback: a pull request that takes the release's changes back."),
    'release-note': flag(
      false,
      'After a promotion: a line in the notes of the GitHub release that has the name of this release as its tag.',
    ),
    runbook: z.optional(read(parseWebAddress(RUNBOOK_MEND), RUNBOOK_MEND)).register(docs, {
      description: 'What to read when it breaks; an http or https address.',
      examples: ['https://wiki.example.com/checkout'],
    }),
  },
  'write for example { issue: true, revert: true }',
);

export const AfterwardsDefinition = z.pipe(
  AfterwardsForm,
  z.transform(
    ({ 'release-note': releaseNote, runbook, ...same }: z.output<typeof AfterwardsForm>): Afterwards => ({
      ...same,
      releaseNote,
      runbook: runbook ?? null,
    }),
  ),
);
