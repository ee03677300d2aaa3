import {
  createJudge,
  type Counts,
  type JudgeSettings,
  type SliReading,
  type SliSpec,
  type Verdict,
} from '@glidepath/analysis';

/** What a run saw, with all that is needed to judge it again. */
export interface Recording {
  /** Names for people; null where nobody said. */
  readonly service: string | null;
  readonly environment: string | null;
  readonly release: string | null;
  readonly stable: string | null;
  readonly slis: readonly SliSpec[];
  /** What the stable release counted minute by minute before it, by SLI; nothing where that is not known. */
  readonly history: ReadonlyMap<string, readonly Counts[]>;
  readonly settings: JudgeSettings;
  /** Oldest first. */
  readonly looks: readonly RecordedLook[];
}

export interface RecordedLook {
  /** In ms since 1970. */
  readonly at: number;
  /** The candidate's share of traffic, 0 to 100. */
  readonly weight: number;
  /** The rollout's phase; null where it is not known. */
  readonly phase: string | null;
  /** When the step began whose first look this is; null for any other look. */
  readonly stepStart: number | null;
  /** When that step's last look was due; null where it had none, or no step began. */
  readonly stepUntil: number | null;
  readonly readings: readonly SliReading[];
  /** What the judge said then; null where that was not recorded. */
  readonly live: LiveEvidence | null;
}

/** ln E; null where it was not finite. */
export interface LiveEvidence {
  readonly lnRollback: number | null;
  readonly lnPromotion: number | null;
}

/** A look judged again. */
export interface ReplayedLook {
  readonly look: RecordedLook;
  readonly verdict: Verdict;
  /** Whether it came out as in the live run, to the last digit; null where that was not recorded. */
  readonly asLive: boolean | null;
}

/** Judges a recording look by look, as the conductor had it judged. Other settings or SLIs give other verdicts. */
export function replay({ slis, settings, history, looks }: Recording): readonly ReplayedLook[] {
  const judge = createJudge(slis, settings, { baseline: history });
  return looks.map((look) => {
    if (look.stepStart !== null) judge.startStep(look.stepStart, look.stepUntil ?? undefined);
    const verdict = judge.observe({ at: look.at, weight: look.weight, readings: look.readings });
    return { look, verdict, asLive: look.live === null ? null : isSame(verdict, look.live) };
  });
}

function isSame({ evidence }: Verdict, live: LiveEvidence): boolean {
  return finite(evidence.lnRollback) === live.lnRollback && finite(evidence.lnPromotion) === live.lnPromotion;
}

/** As JSON and recordings keep it: they have no infinity. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** The looks at which something else was found than at the one before, or a step with traffic began. */
export function turningPoints(looks: readonly ReplayedLook[]): readonly ReplayedLook[] {
  return looks.filter((one, i) => {
    const before = looks[i - 1];
    return (
      before === undefined ||
      (one.look.stepStart !== null && one.look.weight > 0) ||
      findingOf(one.verdict) !== findingOf(before.verdict)
    );
  });
}

/** What was found, without its numbers. */
function findingOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'healthy':
      return 'healthy';
    case 'breach':
      return `breach ${verdict.sli} ${verdict.rule}`;
    case 'too-few-samples':
      return `too-few-samples ${verdict.cause}`;
    case 'no-data':
    case 'source-down':
      return `${verdict.kind} ${verdict.slis.join(' ')}`;
  }
}
