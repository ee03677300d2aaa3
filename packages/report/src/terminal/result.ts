import type { Result, ResultRelease } from '@glidepath/conductor';
import { durationText, shortDigest } from '../figures.ts';
import { oneLine } from '../foreign-text.ts';
import { DECISION_WORDS, NEXT_STEP, REASON_WORDS } from '../words.ts';
import type { DecisionWords } from '../words.ts';
import { NO_COLOUR } from './colour.ts';
import type { Colour } from './colour.ts';

/** The last block at a terminal: what became of the release, why, what is live, what to do next. No newline at its end. */
export function formatResult(result: Result, colour: Colour = NO_COLOUR): string {
  const { name, sign, tone } = DECISION_WORDS[result.decision];
  const length = Math.max(0, Date.parse(result.endedAt) - Date.parse(result.startedAt));
  const next = NEXT_STEP[result.reason];
  const lines: readonly (readonly [string, string])[] = [
    ['why', `${REASON_WORDS[result.reason]} (${result.reason})`],
    ['', oneLine(result.message)],
    ['live', result.live === null ? 'nothing' : releaseText(result.live)],
    ['took', durationText(length)],
    ['ledger', oneLine([result.ledger.ref, result.ledger.entry?.slice(0, 12) ?? ''].join(' '))],
    ...(next === null ? [] : [['next', next] as const]),
  ];
  return [
    paint(
      tone,
      colour,
    )(colour.bold(`${sign} ${oneLine(`${result.service} ${result.release.name}`)}: ${name}`)) +
      colour.dim(` (${oneLine(result.environment)})`),
    ...lines
      .filter(([, text]) => text !== '')
      .map(([label, text]) => `  ${colour.dim(label.padEnd(7))} ${text}`),
  ].join('\n');
}

function releaseText({ name, digest }: ResultRelease): string {
  return oneLine(`${name} (${shortDigest(digest)})`);
}

function paint(tone: DecisionWords['tone'], colour: Colour): (text: string) => string {
  switch (tone) {
    case 'good':
      return colour.green;
    case 'bad':
      return colour.red;
    case 'waiting':
      return colour.yellow;
    case 'neutral':
      return colour.cyan;
  }
}
