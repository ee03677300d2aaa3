import type { DataSource, Panel, Query, Thresholds } from './grafana.ts';

/** The few kinds of panels there are, with the options that Grafana's own editor would set. */

export interface Chart {
  readonly title: string;
  readonly description: string;
  readonly source: DataSource;
  readonly targets: readonly Query[];
  /** As Grafana names them: percentunit is a share from 0 to 1. */
  readonly unit: string;
  /** A line across the chart, in its unit. */
  readonly limit?: number;
}

export function chart({ title, description, source, targets, unit, limit }: Chart): Panel {
  return {
    type: 'timeseries',
    title,
    description,
    datasource: source,
    targets,
    fieldConfig: {
      defaults: {
        unit,
        min: 0,
        color: { mode: 'palette-classic-by-name' },
        thresholds: thresholds(['green', null], ...(limit === undefined ? [] : [['red', limit] as const])),
        custom: {
          drawStyle: 'line',
          lineWidth: 2,
          fillOpacity: 0,
          showPoints: 'auto',
          spanNulls: false,
          thresholdsStyle: { mode: limit === undefined ? 'off' : 'dashed' },
        },
      },
      overrides: [],
    },
    options: {
      legend: { showLegend: true, displayMode: 'list', placement: 'bottom', calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

/** One number: a share from 0 to 1, red below nothing and orange below a quarter. */
export function share({ title, description, source, targets }: Omit<Chart, 'unit' | 'limit'>): Panel {
  return {
    type: 'stat',
    title,
    description,
    datasource: source,
    targets,
    fieldConfig: {
      defaults: {
        unit: 'percentunit',
        decimals: 1,
        noValue: 'no requests',
        color: { mode: 'thresholds' },
        thresholds: thresholds(['red', null], ['orange', 0], ['green', 0.25]),
      },
      overrides: [],
    },
    options: {
      reduceOptions: { values: false, calcs: ['lastNotNull'], fields: '' },
      graphMode: 'none',
      colorMode: 'background',
      justifyMode: 'auto',
      textMode: 'value',
      wideLayout: true,
      showPercentChange: false,
      percentChangeColorMode: 'standard',
      orientation: 'auto',
    },
  };
}

export function text(title: string, content: string): Panel {
  return { type: 'text', title, options: { mode: 'markdown', content } };
}

/** Annotations that have all of these tags, the newest first. */
export function story(title: string, tags: readonly string[]): Panel {
  return {
    type: 'annolist',
    title,
    options: {
      tags,
      limit: 50,
      onlyFromThisDashboard: false,
      onlyInTimeRange: true,
      showTags: true,
      showTime: true,
      showUser: false,
      navigateToPanel: false,
      navigateBefore: '10m',
      navigateAfter: '10m',
    },
  };
}

function thresholds(...steps: readonly (readonly [color: string, from: number | null])[]): Thresholds {
  return { mode: 'absolute', steps: steps.map(([color, value]) => ({ color, value })) };
}
