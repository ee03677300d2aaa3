import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createGitLedger } from './local-git.ts';
import { repository, run } from './testing/repository.ts';

const WRITERS = 4;
const EACH = 6;
const HAMMER = fileURLToPath(new URL('testing/hammer.ts', import.meta.url));

it('loses no entry when processes write at once', async () => {
  const folder = repository();
  const writers = Array.from({ length: WRITERS }, async (_, writer) =>
    promisify(execFile)(process.execPath, [HAMMER, folder, String(writer), String(EACH)]),
  );
  const conflicts = (await Promise.all(writers)).map(({ stdout }) => Number(stdout));

  const ledger = createGitLedger({ repository: folder, service: 'checkout', environment: 'production' });
  const notes = (await ledger.history(1000)).map(({ event }) => event.note);
  const expected = Array.from(
    { length: WRITERS * EACH },
    (_, number) => `${number % WRITERS}-${Math.floor(number / WRITERS)}`,
  );
  expect(notes.toSorted()).toEqual(expected.toSorted());
  expect(run(folder, 'rev-list', '--min-parents=2', ledger.ref)).toBe('');
  expect(run(folder, 'rev-list', '--count', '--max-parents=0', ledger.ref)).toBe('1');
  expect(run(folder, 'fsck', '--strict', '--no-dangling')).toBe('');
  // Each writer's own entries stay in their order.
  for (let writer = 0; writer < WRITERS; writer++) {
    const own = notes.filter((note) => note.startsWith(`${writer}-`)).toReversed();
    expect(own).toEqual(Array.from({ length: EACH }, (_, number) => `${writer}-${number}`));
  }
  expect(conflicts.every(Number.isInteger)).toBe(true);
}, 60_000);
