import type { LookAnswer, ReplayAnswer, SliAnswer } from '@glidepath/simulation';
import { countText, percentText } from '@glidepath/simulation';
import type { Colours } from '../terminal.ts';
import { columns, moment, printable, span, weightText } from './layout.ts';

/** A recording judged again, for people: where the verdict changed, the evidence at the end, and what it comes to. */
export function replayText(answer: ReplayAnswer, colours: Colours): string {
  const { looks, turningPoints, final, asRecorded } = answer;
  const shown = new Set(turningPoints);
  return [
    headingOf(answer, colours),
    settingsText(answer.settings),
    '',
    pointsText(
      looks.filter(({ number }) => shown.has(number)),
      looks,
      colours,
    ),
    ...(final === null ? [] : ['', finalText(final, colours), evidenceText(final.slis, colours)]),
    ...liveText(answer, colours),
    ...(asRecorded?.final == null
      ? []
      : [
          '',
          colours.bold('as recorded') + `, ${settingsText(asRecorded.settings)}`,
          pointsText(asRecorded.turningPoints, looks, colours),
        ]),
  ].join('\n');
}

function headingOf(answer: ReplayAnswer, { bold }: Colours): string {
  const { service, environment, release, stable, source, looks } = answer;
  const what = [service, environment].filter((name) => name !== null).join(' in ');
  const releases = release === null ? '' : `, ${release} against ${stable ?? 'nothing'}`;
  return `${bold(printable(what + releases))}: ${looks.length} looks from ${printable(source)}`;
}

function settingsText({ alpha, beta, warmUpMs, rollback, promotion }: ReplayAnswer['settings']): string {
  const margin = ({ ratio, budgetShare }: typeof rollback): string =>
    `${ratio} x stable + ${percentText(budgetShare)} of the budget`;
  return (
    `alpha ${percentText(alpha)}, beta ${percentText(beta)}, warm-up ${span(warmUpMs)}, ` +
    `rollback above ${margin(rollback)}, promotion below ${margin(promotion)}`
  );
}

/** One line a look; the time is that since the first look. */
function pointsText(
  points: readonly LookAnswer[],
  all: readonly LookAnswer[],
  { dim, green, red, yellow }: Colours,
): string {
  const start = Date.parse(all[0]?.at ?? '');
  const colour = {
    healthy: green,
    breach: red,
    'too-few-samples': dim,
    'no-data': yellow,
    'source-down': yellow,
  };
  return columns(
    points.map((look) => [
      '',
      `#${look.number}`,
      `+${span(Date.parse(look.at) - start)}`,
      weightText(look.weight),
      colour[look.verdict](look.verdict),
      `${look.stepStarts && look.weight > 0 ? 'Step begins. ' : ''}${printable(look.reason)}`,
    ]),
  );
}

function finalText({ at, verdict, reason }: LookAnswer, { bold }: Colours): string {
  return `${bold(`at the end: ${verdict}`)} (${moment(at)}). ${printable(reason)}`;
}

function evidenceText(slis: readonly SliAnswer[], { dim }: Colours): string {
  const head = ['', 'SLI', 'candidate', 'stable', 'ln E worse', 'ln E fuse', 'ln E good enough', 'phi'];
  return columns([
    head.map(dim),
    ...slis.map(({ sli, candidate, stable, lnRollback, lnFuse, lnPromotion, phi }) => [
      '',
      printable(sli),
      countsText(candidate),
      countsText(stable),
      lnText(lnRollback),
      lnText(lnFuse),
      lnText(lnPromotion),
      countText(phi),
    ]),
  ]);
}

function countsText({ bad, total }: { readonly bad: number; readonly total: number }): string {
  return total === 0
    ? 'no requests'
    : `${bad.toLocaleString('en')} of ${total.toLocaleString('en')} bad (${percentText(bad / total)})`;
}

function lnText(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}

function liveText({ live }: ReplayAnswer, { green, red }: Colours): readonly string[] {
  if (live === null) return [];
  const { compared, different } = live;
  if (different.length === 0)
    return ['', green(`as in the live run: all ${compared} looks, to the last digit`)];
  const first = different.slice(0, 5).map((number) => `#${number}`);
  return [
    '',
    red(
      `not as in the live run at ${different.length} of ${compared} looks: ${first.join(', ')}` +
        `${different.length > first.length ? ', ...' : ''}; another version of glidepath may have judged then`,
    ),
  ];
}
