import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Reading, SliReading } from '@glidepath/analysis';
import { settingsOf, sliSpecOf, type Look, type Result } from '@glidepath/conductor';
import { formatObjective } from '@glidepath/model';
import { stringify } from 'csv-stringify/sync';
import type { Prepared } from './prepare.ts';
import { COLUMNS, FORMAT, type RecordingHeader } from './record-format.ts';
import type { Surroundings } from './surroundings.ts';

/** Keeps what a delivery's judge was shown, so that `replay` can judge it again. */
export class Recorder {
  readonly #looks: Look[] = [];

  /** The same surroundings, with this recorder as a listener too. */
  listening(surroundings: Surroundings): Surroundings {
    const { listener } = surroundings;
    return {
      ...surroundings,
      listener: {
        event: (entry) => listener.event(entry),
        sample: (look) => {
          this.#looks.push(look);
          listener.sample(look);
        },
        note: (text) => listener.note(text),
      },
    };
  }

  /** Writes one CSV file that needs nothing else. */
  async write(path: string, prepared: Prepared, result: Result): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, recordingText(prepared, result, this.#looks));
  }
}

/** A run's looks as CSV: comments that say what they were judged by, then one row a series. */
export function recordingText(
  { delivery, environment }: Pick<Prepared, 'delivery' | 'environment'>,
  { release, stable }: Pick<Result, 'release' | 'stable'>,
  looks: readonly Look[],
): string {
  const header: RecordingHeader = {
    service: delivery.service,
    environment: environment.name,
    release: { name: release.name, digest: release.digest },
    stable: stable && { name: stable.name, digest: stable.digest },
    slis: environment.slos.map((slo) => ({
      ...sliSpecOf(slo),
      objective: formatObjective(slo.objective),
    })),
    history: looks
      .flatMap(({ history }) => history ?? [])
      .map(({ sli, minutes }) => ({ sli, minutes: minutes.map(({ bad, total }) => [bad, total]) })),
    settings: settingsOf(environment.analysis),
  };
  return [
    `# ${FORMAT}`,
    `# ${JSON.stringify(header)}`,
    `# One row a series of one reading. "glidepath replay" judges it again.`,
    stringify([COLUMNS, ...looks.flatMap((look, index) => rowsOf(look, index + 1))]),
  ].join('\n');
}

function rowsOf(look: Look, number: number): readonly (readonly string[])[] {
  const before = [
    String(number),
    momentText(look.at),
    String(look.weight),
    look.phase,
    look.stepStart === null ? '' : momentText(look.stepStart),
    look.stepUntil === null ? '' : momentText(look.stepUntil),
  ];
  const after = [numberText(look.lnRollback), numberText(look.lnPromotion)];
  const rows = look.readings.flatMap((reading, index) => readingRows(reading, index + 1));
  // A look at nothing is a look too.
  const cells = rows.length === 0 ? [['', '', '', '', '', '', '', '', '']] : rows;
  return cells.map((row) => [...before, ...row, ...after]);
}

/** reading, sli, role, kind, series, bad, total, until, why */
function readingRows({ sli, candidate, stable }: SliReading, number: number): readonly (readonly string[])[] {
  const named = (role: string, reading: Reading): readonly (readonly string[])[] =>
    cellsOf(reading).map((cells) => [String(number), sli, role, ...cells]);
  return [...named('candidate', candidate), ...(stable === null ? [] : named('stable', stable))];
}

/** kind, series, bad, total, until, why */
function cellsOf(reading: Reading): readonly (readonly string[])[] {
  const until = 'until' in reading && reading.until !== undefined ? momentText(reading.until) : '';
  switch (reading.kind) {
    case 'cumulative':
      if (reading.series.length === 0) return [[reading.kind, '', '', '', until, '']];
      return reading.series.map(({ id, bad, total }) => [
        reading.kind,
        id,
        numberText(bad),
        numberText(total),
        until,
        '',
      ]);
    case 'interval':
      return [[reading.kind, '', numberText(reading.bad), numberText(reading.total), until, '']];
    case 'no-data':
    case 'source-down':
      return [[reading.kind, '', '', '', '', reading.why]];
  }
}

/** Reads back as the same number, to the last bit. */
function numberText(value: number | null): string {
  return value === null ? '' : Object.is(value, -0) ? '-0' : String(value);
}

/** ISO 8601 where that says all of it. */
function momentText(at: number): string {
  const date = new Date(at);
  return Number.isInteger(at) && !Number.isNaN(date.getTime()) ? date.toISOString() : String(at);
}
