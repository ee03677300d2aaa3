import { describe, expect, it } from 'vitest';
import { explain } from './git-faults.ts';

const where = { repository: '/srv/shop', ref: 'refs/glidepath/checkout/production' };

/** Faults of the machine, in git's own words (2.39). */
describe('git says', () => {
  it.each([
    [
      "fatal: update_ref failed for ref 'refs/glidepath/a/b': cannot lock ref 'refs/glidepath/a/b': unable to create directory for .git/refs/glidepath/a/b",
      /access is denied, or the disk is read-only or full/,
    ],
    [
      'error: insufficient permission for adding an object to repository database .git/objects',
      /access is denied.*insufficient permission.*Check who owns/,
    ],
    [
      "fatal: Unable to create '/srv/shop/.git/refs/glidepath/a/b.lock': Permission denied",
      /access is denied/,
    ],
    [
      'error: unable to write file .git/objects/12/34: No space left on device',
      /the disk is full\. Make room/,
    ],
    ['fatal: something new\nhint: more', /git refused: something new$/],
    ['', /git refused: it gave no reason$/],
    ['fatal: \u001b[31mred', /git refused: red$/],
  ])('%j', async (stderr, expected) => {
    const { message } = await explain('written', stderr, where);
    expect(message).toMatch(
      /^The ledger refs\/glidepath\/checkout\/production cannot be written in \/srv\/shop: /,
    );
    expect(message).toMatch(expected);
  });
});
