import { LedgerConflict } from '@glidepath/conductor';
import { createGitLedger } from '../local-git.ts';
import { releaseNamed, Story } from './story.ts';
import type { Told } from './story.ts';

/** A process that appends `count` entries to a ledger, reading again after each conflict. Prints how many it had. */

const [repository = '', writer = '', count = ''] = process.argv.slice(2);
const ledger = createGitLedger({ repository, service: 'checkout', environment: 'production' });
const story = new Story();
story.start(releaseNamed('v1.0.0'));
let conflicts = 0;

for (let number = 0; number < Number(count); number++) {
  await appendUntilWritten(story.tell({ kind: 'renewed' }, { note: `${writer}-${number}` }));
}
process.stdout.write(`${conflicts}\n`);

async function appendUntilWritten({ event, state }: Told): Promise<void> {
  for (;;) {
    const head = await ledger.head();
    try {
      await ledger.append(head?.id ?? null, event, state);
      return;
    } catch (error) {
      if (!(error instanceof LedgerConflict)) throw error;
      conflicts++;
    }
  }
}
