/** What was measured, in words: a table, JSON, and what is too much. */

export const MOST_TIMES_BARE = 3;
/** 1.5 MB. */
const MOST_BYTES = 1_500_000;

export interface Measured {
  readonly name: string;
  /** Medians, milliseconds: to the first own line, to the answer, to the exit. */
  readonly ms: number;
  readonly answerMs: number;
  readonly exitMs: number;
  /** Entry and all chunks that are loaded before the work begins. */
  readonly bytes: number;
}

export interface Figures {
  readonly runs: number;
  readonly bareMs: number;
  readonly actions: readonly Measured[];
  /** Of all bundles together, with the local engine. */
  readonly totalBytes: number;
  /** Of the libraries of engines and sources, which are loaded only where a delivery file names them. */
  readonly sdkBytes: number;
}

export function tableOf({ runs, bareMs, actions, totalBytes, sdkBytes }: Figures): readonly string[] {
  return [
    `Medians of ${runs} interleaved runs; Node ${process.version}.`,
    '',
    row('', 'first line', 'x bare', 'answer', 'x bare', 'exit', 'loaded'),
    row('node -e 0', '', '', '', '', `${bareMs.toFixed(1)} ms`, ''),
    ...actions.map(({ name, ms, answerMs, exitMs, bytes }) =>
      row(
        name,
        ...[ms, answerMs].flatMap((time) => [`${time.toFixed(1)} ms`, (time / bareMs).toFixed(2)]),
        `${exitMs.toFixed(1)} ms`,
        kilobytes(bytes),
      ),
    ),
    '',
    `All bundles together, with the local engine: ${kilobytes(totalBytes)}; libraries of sources beside: ${kilobytes(sdkBytes)}.`,
  ];
}

export function jsonOf({ bareMs, actions, totalBytes, sdkBytes }: Figures): string {
  return JSON.stringify({
    benchmark: 'startup',
    bareMs: rounded(bareMs),
    actions: actions.map(({ name, ms, answerMs, bytes }) => ({
      name,
      ms: rounded(ms),
      answerMs: rounded(answerMs),
      bytes,
    })),
    totalBytes,
    sdkBytes,
  });
}

/** What is over the limits, a clause each. The answer is what counts: a first line can be had before anything is loaded. */
export function excessesOf({ bareMs, actions, totalBytes }: Figures): readonly string[] {
  const slow = actions
    .filter(({ answerMs }) => answerMs > MOST_TIMES_BARE * bareMs)
    .map(
      ({ name, answerMs }) =>
        `${name} answers after ${(answerMs / bareMs).toFixed(2)} x bare Node, at most ${MOST_TIMES_BARE} x`,
    );
  if (totalBytes <= MOST_BYTES) return slow;
  return [...slow, `${kilobytes(totalBytes)} in all, at most ${kilobytes(MOST_BYTES)}`];
}

function row(first: string, ...figures: readonly string[]): string {
  return first.padEnd(12) + figures.map((cell) => cell.padStart(12)).join('');
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1_000).toFixed(0)} kB`;
}
