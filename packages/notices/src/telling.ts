import { countsText, shortDigest, weightText } from '@glidepath/report/figures';
import { DECISION_WORDS, NEXT_STEP, REASON_WORDS, VERDICT_WORDS } from '@glidepath/report/words';
import type { Release } from '@glidepath/model';
import { waveText, waveWords, weightOf, type Rollout, type VerdictNote } from '@glidepath/rollout';
import type { News } from './news.ts';
import { reasonOf } from './topics.ts';

/** What a notice says to people, whatever the channel. Names and notes in it are foreign text. */

export type Fact = readonly [name: string, value: string];

/** "shop to production: v2 is going back" behind a sign that is told apart without colour. */
export function headlineOf({ event, rollout, state }: News): string {
  const place = `${state.service} to ${state.environment}: ${rollout.release.name}`;
  const weight = shareText(rollout);
  switch (event.kind) {
    case 'started':
      return `▶️ ${place} started`;
    case 'stepped':
      return `⏩ ${place} is at ${weight}`;
    case 'resumed':
      return `⏩ ${place} goes on at ${weight}`;
    case 'promoting':
      return `⏩ ${place} gets all traffic`;
    case 'watching':
      return `👀 ${place} has all traffic and is watched`;
    case 'finishing':
      return `🏁 ${place} stays; what came before is taken away`;
    case 'paused':
      return `⏸️ ${place} is paused at ${weight}`;
    case 'left':
      return `⏸️ ${place} is left at ${weight} for a later run`;
    case 'rolling-back':
      return `⚠️ ${place} is going back`;
    case 'ended': {
      const { emoji, name } = DECISION_WORDS[event.decision];
      return `${emoji} ${place} ${name}`;
    }
    case 'requested':
    case 'dismissed':
    case 'taken-over':
    case 'renewed':
    case 'closed':
    case 'opened':
    case 'unblocked':
      return place;
  }
}

/** Why, in the words of every report, then in those of the ledger, then what a person can do. */
export function storyOf({ event }: News): string {
  const reason = reasonOf(event);
  if (reason === null) {
    if (event.note !== '') return event.note;
    return event.kind === 'started' ? 'It begins.' : 'It goes on.';
  }
  const next = event.kind === 'rolling-back' ? null : NEXT_STEP[reason];
  return [`${upperFirst(REASON_WORDS[reason])}.`, event.note, next ?? '']
    .filter((sentence) => sentence !== '')
    .join(' ');
}

export function factsOf({ event, rollout }: News): readonly Fact[] {
  return [
    ['Release', releaseText(rollout.release)],
    ['Instead of', rollout.stable === null ? 'nothing: the first release' : releaseText(rollout.stable)],
    ['Traffic', shareText(rollout)],
    ['By', event.actor],
    ...(event.verdict === null ? [] : evidence(event.verdict)),
  ];
}

/** "42.5 % (us-1, us-2 at 10 %, wave 2 of 3)". */
function shareText(rollout: Rollout): string {
  const wave = waveWords(rollout);
  const inAll = weightText(weightOf(rollout));
  return wave === null ? inAll : `${inAll} (${waveText(wave, weightText(wave.weight))})`;
}

function evidence({ kind, slis }: VerdictNote): readonly Fact[] {
  return [
    ['Verdict', VERDICT_WORDS[kind]],
    ...slis.map(
      ({ sli, candidate, stable }) =>
        [sli, `${countsText(candidate)} bad; before ${countsText(stable)}`] as const,
    ),
  ];
}

/** Where to read on, and what of it is a web address. */
export function linksOf({ event, links }: News): readonly { readonly name: string; readonly url: URL }[] {
  const calm = ALL_WELL.has(event.kind) || (event.kind === 'ended' && event.decision === 'promoted');
  const all = [
    ['Run', links.run],
    ['Service', links.environment],
    ['Runbook', calm ? null : links.runbook],
  ] as const;
  return all.flatMap(([name, address]) => {
    const url = address === null ? null : URL.parse(address);
    return url !== null && /^https?:$/.test(url.protocol) ? [{ name, url }] : [];
  });
}

const ALL_WELL: ReadonlySet<News['event']['kind']> = new Set([
  'started',
  'stepped',
  'resumed',
  'promoting',
  'watching',
  'finishing',
]);

function releaseText({ name, digest, commit }: Release): string {
  const made = commit === null ? '' : `, commit ${commit.slice(0, 12)}`;
  return `${name} (${shortDigest(digest).replace('…', '')}${made})`;
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
