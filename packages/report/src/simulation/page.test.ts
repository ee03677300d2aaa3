import { DEFAULT_SETTINGS } from '@glidepath/analysis';
import { PRODUCTION } from '@glidepath/conductor/testing';
import { compilePlan } from '@glidepath/rollout';
import {
  conclude,
  perform,
  replayAnswer,
  steady,
  tasksOf,
  type Job,
  type RecordedLook,
  type SimulateAnswer,
} from '@glidepath/simulation';
import { describe, expect, it } from 'vitest';
import { simulationMarkdown } from './markdown.ts';
import { renderReplay, renderSimulation } from './page.ts';

const JOB: Job = {
  course: {
    plan: compilePlan(PRODUCTION, false),
    slis: [
      { name: 'availability', budget: 0.01 },
      { name: 'latency', budget: 0.05 },
    ],
    settings: DEFAULT_SETTINGS,
    traffic: steady(20, [0.005, 0.02]),
    pastMinutes: [],
  },
  rollouts: 12,
  seed: 1,
};

function simulated(service = 'shop'): SimulateAnswer {
  const results = tasksOf(JOB).map((task) => perform(JOB, task));
  return {
    version: 1,
    verb: 'simulate',
    file: 'delivery.yml',
    service,
    environment: 'production',
    strategy: 'canary',
    source: 'the same all the time',
    ...conclude(JOB, results),
  };
}

function looks(bad: number): readonly RecordedLook[] {
  return Array.from({ length: 60 }, (_, i) => ({
    at: 1_772_625_600_000 + 5_000 * i,
    weight: 10,
    phase: 'step',
    stepStart: i === 0 ? 1_772_625_600_000 : null,
    stepUntil: null,
    live: null,
    readings: [
      {
        sli: 'availability',
        candidate: { kind: 'cumulative', series: [{ id: 'c', bad: bad * i, total: 100 * i }] },
        stable: { kind: 'cumulative', series: [{ id: 's', bad: 4 * i, total: 900 * i }] },
      },
    ],
  }));
}

function replayed(release = 'v2') {
  const recording = {
    service: 'shop',
    environment: 'production',
    release,
    stable: 'v1',
    slis: [{ name: 'availability', budget: 0.01 }],
    history: new Map(),
    settings: DEFAULT_SETTINGS,
    looks: looks(6),
  };
  return replayAnswer('run.csv', recording, { ...recording, settings: { ...DEFAULT_SETTINGS, alpha: 0.4 } });
}

/** Ids that the page's data name, and those of its elements. */
function idsIn(page: string): { readonly data: readonly string[]; readonly elements: readonly string[] } {
  const [, json = '{}'] = /id="data">(.*?)<\/script>/s.exec(page) ?? [];
  return {
    data: [...json.matchAll(/"id":"([^"]+)"/g)].map(([, id = '']) => id),
    elements: [...page.matchAll(/class="chart"\s+id="([^"]+)"/g)].map(([, id = '']) => id),
  };
}

const answer = simulated();

describe('the page of a simulation', () => {
  it('has a place for each chart, all releases and all steps', () => {
    const page = renderSimulation(answer);
    const { data, elements } = idsIn(page);
    expect(data).toEqual(['chart-weight', 'chart-found', 'chart-promoted', 'chart-undecided']);
    expect(elements).toEqual(data);
    for (const text of ['5x as bad by latency', 'What will not work out', answer.warnings[0] ?? 'none'])
      expect(page).toContain(text.replaceAll("'", '&#39;'));
  });

  it('needs nothing else, and no name can end what it stands in', () => {
    const page = renderSimulation(simulated('<script>alert(1)</script>'));
    expect(page).not.toContain('<script>alert');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/(?:src|href)=/);
  });
});

describe('the section of a simulation', () => {
  it('has the same figures as Markdown', () => {
    const section = simulationMarkdown(answer);
    expect(section).toMatch(/^### shop to production: what a canary would do\n\n12 simulated rollouts/);
    const rows = section.split('\n').filter((line) => line.startsWith('| '));
    // Two tables of a head, a rule and their rows.
    expect(rows).toHaveLength(2 + 4 + 2 + answer.stages.length);
    expect(new Set(rows.slice(0, 6).map((row) => row.split('|').length)).size).toBe(1);
    expect(simulationMarkdown(simulated('a|b @you'))).toContain(String.raw`### a\|b @<!-- -->you`);
  });
});

describe('the page of a replay', () => {
  it('has the charts, the looks where the verdict changed, and what stood before', () => {
    const page = renderReplay(replayed());
    const { data, elements } = idsIn(page);
    expect(data).toEqual(['chart-evidence', 'chart-bad-availability', 'chart-weight']);
    expect(elements).toEqual(data);
    expect(page).toContain('With the settings of the recording');
    expect(page).toContain('At the end: breach.');
    expect(renderReplay(replayed('<b>'))).not.toContain('<b>');
  });
});
