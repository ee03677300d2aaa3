import {
  percentText,
  releaseText,
  spanText,
  type Curve,
  type ReleaseSummary,
  type SimulateAnswer,
} from '@glidepath/simulation';
import type { Chart, Line, Role } from '../html/chart-data.ts';
import type { Titled } from '../html/charts.ts';

/** What became of simulated rollouts over time, as charts. */
export function simulationPlots({ releases }: SimulateAnswer): readonly Titled[] {
  const healthy = releases.find(({ factor }) => factor === 1);
  return [
    ...(healthy === undefined ? [] : [weight(healthy)]),
    share('found', 'Found worse', releases, ({ breach }) => breach),
    share('promoted', 'Promoted', releases, ({ promoted }) => promoted),
    share('undecided', 'Left undecided', releases, ({ undecided }) => undecided),
  ];
}

const ROLES: Readonly<Record<ReleaseSummary['factor'], Role>> = { 1: 'healthy', 2: 'x2', 5: 'x5', 10: 'x10' };

function weight({ curve, fullTraffic, promoted }: ReleaseSummary): Titled {
  const { slow, median, fast } = curve.weight;
  return {
    title: 'Traffic to a healthy release',
    summary:
      fullTraffic === null
        ? 'None came to full traffic.'
        : `Those that come to full traffic do so after ${spanText(fullTraffic.median)} in the median, nine of ten by ${spanText(fullTraffic.p90)}. ${percentText(promoted.share)} of all are promoted.`,
    chart: chart('weight', curve, true, [
      { label: 'the fastest tenth', role: 'edge', values: fast },
      { label: 'median', role: 'middle', values: median },
      { label: 'the slowest tenth', role: 'edge', values: slow },
    ]),
  };
}

function share(
  id: string,
  title: string,
  releases: readonly ReleaseSummary[],
  line: (curve: Curve) => readonly number[],
): Titled {
  const [first] = releases;
  const lines = releases.map(({ factor, curve }) => ({
    label: releaseText(factor),
    role: ROLES[factor],
    values: line(curve).map((value) => value * 100),
  }));
  const ends = lines.map(({ label, values }) => `${label}: ${percentText((values.at(-1) ?? 0) / 100)}`);
  return {
    title,
    summary: `Of all rollouts at the chart's end. ${ends.join(', ')}.`,
    chart: chart(id, first?.curve ?? null, false, lines),
  };
}

function chart(id: string, curve: Curve | null, stepped: boolean, lines: readonly Line[]): Chart {
  return {
    id: `chart-${id}`,
    unit: '%',
    stepped,
    range: [0, 104],
    times: (curve?.ms ?? []).map((ms) => ms / 1000),
    lines,
  };
}
