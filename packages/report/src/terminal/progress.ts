import type { Counts } from '@glidepath/analysis';
import type { Entry, Sample, SliSample } from '@glidepath/conductor';
import { waveWords, type Event } from '@glidepath/rollout';
import { clockText, countText, evidenceText, shareOf, shareText, weightText } from '../figures.ts';
import { oneLine } from '../foreign-text.ts';
import { eventWords } from '../words.ts';
import { NO_COLOUR } from './colour.ts';
import type { Colour } from './colour.ts';

/** What lines of progress are made of. Begin with `newProgress` and hand each line's `progress` to the next. */
export interface Progress {
  /** When the first line was written, in milliseconds since 1970; null before it. */
  readonly from: number | null;
  readonly strategy: string;
  readonly candidate: string;
  readonly stable: string | null;
  /** By SLI. */
  readonly counted: ReadonlyMap<string, Counted>;
}

/** What a conductor's listener hears. */
export type News =
  | { readonly kind: 'event'; readonly entry: Entry }
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'note'; readonly at: number; readonly text: string };

/** Events after which requests are counted from nought. */
const NEW_COUNT: ReadonlySet<Event['kind']> = new Set([
  'started',
  'stepped',
  'promoting',
  'watching',
  'rolling-back',
]);

export function newProgress(): Progress {
  return { from: null, strategy: 'rollout', candidate: 'new', stable: null, counted: new Map() };
}

/**
 * One line of live progress for one piece of news, and what the next line needs.
 * "00:12  canary 25 %  v2: 3/412 bad (0.73 %)  v1: 8/3,711 (0.22 %)  rollback ln E 1.2/4.6  promote 2.1/3.0"
 */
export function progressLine(
  before: Progress,
  news: News,
  colour: Colour = NO_COLOUR,
): { readonly line: string; readonly progress: Progress } {
  switch (news.kind) {
    case 'event': {
      const known = named(begun(before, news.entry.event.at), news.entry);
      const progress = NEW_COUNT.has(news.entry.event.kind) ? { ...known, counted: new Map() } : known;
      return {
        line: `${clock(progress, news.entry.event.at, colour)}  ${eventPart(news.entry, colour)}`,
        progress,
      };
    }
    case 'sample': {
      const { sample } = news;
      const progress = { ...begun(before, sample.at), counted: added(before.counted, sample.slis) };
      return {
        line: `${clock(progress, sample.at, colour)}  ${samplePart(progress, sample, colour)}`,
        progress,
      };
    }
    case 'note': {
      const progress = begun(before, news.at);
      return { line: `${clock(progress, news.at, colour)}  ${colour.dim(oneLine(news.text))}`, progress };
    }
  }
}

function begun(progress: Progress, at: number): Progress {
  return progress.from === null ? { ...progress, from: at } : progress;
}

function named(progress: Progress, { state }: Entry): Progress {
  if (state.rollout === null) return progress;
  const { release, stable, plan } = state.rollout;
  return {
    ...progress,
    strategy: plan.strategy,
    candidate: oneLine(release.name),
    stable: stable && oneLine(stable.name),
  };
}

function added(counted: Progress['counted'], slis: readonly SliSample[]): Progress['counted'] {
  const next = new Map(counted);
  for (const { sli, candidate, stable } of slis) {
    const before = next.get(sli);
    next.set(sli, { candidate: plus(before?.candidate, candidate), stable: plus(before?.stable, stable) });
  }
  return next;
}

function plus(before: Counts | undefined, more: Counts): Counts {
  return { bad: (before?.bad ?? 0) + more.bad, total: (before?.total ?? 0) + more.total };
}

function clock(progress: Progress, at: number, colour: Colour): string {
  return colour.dim(clockText(at - (progress.from ?? at)));
}

function eventPart({ event, state }: Entry, colour: Colour): string {
  const phase = state.rollout?.phase;
  const step = phase?.kind === 'step' ? state.rollout?.plan.steps[phase.index]?.weight : undefined;
  const what =
    event.kind === 'stepped' && step === undefined
      ? 'Next step'
      : eventWords(event.kind, step ?? 0, state.rollout && waveWords(state.rollout));
  const paint =
    event.kind === 'rolling-back' ? colour.red : event.kind === 'paused' ? colour.yellow : colour.cyan;
  return [paint(colour.bold(what)), oneLine(event.note)].filter((part) => part !== '').join('  ');
}

function samplePart(progress: Progress, sample: Sample, colour: Colour): string {
  const parts = [`${progress.strategy} ${weightText(sample.weight)}`];
  const worst = worstOf(progress);
  if (worst !== null) {
    const label = progress.counted.size > 1 ? `${oneLine(worst.sli)}: ` : '';
    parts.push(`${label}${progress.candidate}: ${counts(worst.candidate, ' bad')}`);
    if (worst.stable.total > 0) parts.push(`${progress.stable ?? 'old'}: ${counts(worst.stable, '')}`);
  }
  if (sample.lnRollback !== null) {
    const text = `rollback ln E ${evidenceText(sample.lnRollback)}/${evidenceText(sample.rollbackThreshold)}`;
    parts.push(sample.lnRollback >= sample.rollbackThreshold ? colour.red(text) : text);
  }
  if (sample.lnPromotion !== null) {
    const text = `promote ${evidenceText(sample.lnPromotion)}/${evidenceText(sample.promotionThreshold)}`;
    parts.push(sample.lnPromotion >= sample.promotionThreshold ? colour.green(text) : text);
  }
  return parts.join('  ');
}

/** What one SLI counted since the current weight began. */
interface Counted {
  readonly candidate: Counts;
  readonly stable: Counts;
}

/** The SLI in which the new release does worst beside the old one: a line has room for one. */
function worstOf({ counted }: Progress): (Counted & { readonly sli: string }) | null {
  const worst = [...counted].toSorted(([, a], [, b]) => excess(b) - excess(a))[0];
  return worst === undefined ? null : { sli: worst[0], ...worst[1] };
}

function excess({ candidate, stable }: Counted): number {
  return (shareOf(candidate) ?? 0) - (shareOf(stable) ?? 0);
}

function counts(of: Counts, word: string): string {
  if (of.total === 0) return 'no requests';
  return `${countText(of.bad)}/${countText(of.total)}${word} (${shareText(shareOf(of))})`;
}
