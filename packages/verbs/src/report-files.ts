import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { DeployAnswer } from './deploy.ts';

/** Writes the report as one HTML page and, beside it, what it is made of as JSON: `{ result, samples }`. */
export async function writeReport(path: string, answer: DeployAnswer): Promise<void> {
  // Charts weigh as much as all the rest, and most runs draw none.
  const { renderHtml } = await import('@glidepath/report/html');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, renderHtml([answer]));
  await writeFile(dataPath(path), `${JSON.stringify(answer)}\n`);
}

/** `report.html` has `report.json` beside it. */
export function dataPath(report: string): string {
  return `${report.replace(/\.html?$/i, '')}.json`;
}
