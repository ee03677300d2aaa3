import { execFileSync } from 'node:child_process';
import { encode } from '../format.ts';
import type { Told } from './story.ts';

/** Puts many entries on a ref at once, with the program that is made for it: git fast-import. */
export function importEntries(repository: string, ref: string, told: readonly Told[]): void {
  const stream = told.map(({ event, state }) => {
    const message = encode(event, state);
    const committer = `committer glidepath <noreply@glidepath.invalid> ${Math.floor(event.at / 1000)} +0000`;
    return `commit ${ref}\n${committer}\ndata ${Buffer.byteLength(message)}\n${message}\n`;
  });
  execFileSync('git', ['-C', repository, 'fast-import', '--quiet'], { input: stream.join('') });
}
