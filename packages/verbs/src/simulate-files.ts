import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ReplayAnswer, SimulateAnswer } from '@glidepath/simulation';
import { UserError } from './user-error.ts';

/** Pages and sections of what was simulated or judged again. `flag`: where the path is from, for errors. */

/** @throws UserError where the file can't be written */
export async function writePage(path: string, flag: string, answer: SimulateAnswer): Promise<void> {
  // Charts weigh as much as all the rest, and most runs draw none.
  const { renderSimulation } = await import('@glidepath/report/simulation');
  await write(path, flag, renderSimulation(answer));
}

/** A section for a pull request's comment. @throws UserError where the file can't be written */
export async function writeMarkdown(path: string, flag: string, answer: SimulateAnswer): Promise<void> {
  const { simulationMarkdown } = await import('@glidepath/report/simulation-markdown');
  await write(path, flag, simulationMarkdown(answer));
}

/** @throws UserError where the file can't be written */
export async function writeReplayPage(path: string, flag: string, answer: ReplayAnswer): Promise<void> {
  const { renderReplay } = await import('@glidepath/report/simulation');
  await write(path, flag, renderReplay(answer));
}

async function write(path: string, flag: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`${flag} can't be written (${why}), name a file such as report.html`);
  }
}
