export type { Counts } from './replay-counters.ts';
import { settingsOf, sliSpecOf } from '@glidepath/conductor';
import { parsePercent, type Environment } from '@glidepath/model';
import { replayAnswer, type RecordedLook, type Recording, type ReplayAnswer } from '@glidepath/simulation';
import type { JudgeSettings } from '@glidepath/analysis';
import { choose, type Place } from './delivery-file.ts';
import { readCsv } from './record-csv.ts';
import { isRecording, readRecording } from './replay-recording.ts';
import { looksAt, readCounters, type Counts } from './replay-counters.ts';
import { prometheusSamples, type PrometheusCounters } from './replay-prometheus.ts';
import { UserError } from './user-error.ts';

export type ReplaySource =
  | { readonly kind: 'file'; readonly file: string; readonly counts: Counts }
  | { readonly kind: 'prometheus'; readonly counters: PrometheusCounters };

/** What to judge by instead of what is given; null: as it is. */
export interface Overrides {
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly warmUpMs: number | null;
  readonly rollback: JudgeSettings['rollback'] | null;
  readonly promotion: JudgeSettings['promotion'] | null;
}

export interface ReplayOptions {
  readonly source: ReplaySource;
  /**
   * The delivery file whose environment says what to judge by. Null: the recording does. Counters of another kind say
   * nothing of that, so they need one.
   */
  readonly place: Place | null;
  /** Where the delivery file is, if counters need one that was not named. */
  readonly otherwise: Place;
  readonly overrides: Overrides;
}

/**
 * Judges recorded counters again, look by look.
 * @throws UserError with everything that is wrong with them
 */
export async function replay(workspace: string, options: ReplayOptions): Promise<ReplayAnswer> {
  const { source, place, overrides } = options;
  const recording = await recordingOf(workspace, options);
  if (recording.looks.length === 0) throw new UserError('there is nothing to replay: no look was recorded');
  const asked = place === null ? recording : judgedBy((await choose(workspace, place)).environment);
  const settings = overridden(asked.settings, overrides);
  const changed =
    JSON.stringify([settings, asked.slis]) !== JSON.stringify([recording.settings, recording.slis]);
  const name = source.kind === 'file' ? source.file : 'Prometheus';
  return replayAnswer(name, recording, changed ? { slis: asked.slis, settings } : null);
}

async function recordingOf(
  workspace: string,
  { source, place, otherwise }: ReplayOptions,
): Promise<Recording> {
  if (source.kind === 'prometheus') {
    return counted(workspace, place ?? otherwise, async (slis) =>
      looksAt(await prometheusSamples(source.counters, slis), slis, 'since-start'),
    );
  }
  const csv = await readCsv(workspace, source.file);
  if (isRecording(csv)) return readRecording(csv);
  return counted(workspace, place ?? otherwise, async (slis) =>
    looksAt(readCounters(csv, slis), slis, source.counts),
  );
}

/** Counters of somebody's own: the delivery file says what they are judged by. */
async function counted(
  workspace: string,
  place: Place,
  read: (slis: Recording['slis']) => Promise<readonly RecordedLook[]>,
): Promise<Recording> {
  const { delivery, environment } = await choose(workspace, place);
  const { slis, settings } = judgedBy(environment);
  return {
    service: delivery.service,
    environment: environment.name,
    release: null,
    stable: null,
    slis,
    history: new Map(),
    settings,
    looks: await read(slis),
  };
}

function judgedBy({ slos, analysis }: Environment): Pick<Recording, 'slis' | 'settings'> {
  return { slis: slos.map(sliSpecOf), settings: settingsOf(analysis) };
}

function overridden(settings: JudgeSettings, overrides: Overrides): JudgeSettings {
  return {
    ...settings,
    alpha: overrides.alpha ?? settings.alpha,
    beta: overrides.beta ?? settings.beta,
    warmUpMs: overrides.warmUpMs ?? settings.warmUpMs,
    rollback: overrides.rollback ?? settings.rollback,
    promotion: overrides.promotion ?? settings.promotion,
  };
}

const MARGIN = /^(\d{1,6}(?:\.\d{1,6})?)\+(\S+)$/;

/**
 * A margin as it is written at a terminal: "1.1+5%" is 1.1 times the stable rate and 5 % of the error budget.
 * @throws UserError
 */
export function parseMargin(flag: string, text: string): JudgeSettings['rollback'] {
  const [, ratio = '', share = ''] = MARGIN.exec(text) ?? [];
  const budget = parsePercent(share);
  if (budget.ok && Number(ratio) >= 1) return { ratio: Number(ratio), budgetShare: budget.value / 100 };
  throw new UserError(
    `${flag} is ${JSON.stringify(text)}, write a ratio from 1 and a share of the error budget, such as 1.1+5%`,
  );
}
