import { formatDuration, type Millis, type Slo } from '@glidepath/model';

/** Share of the requests that may be bad, 0 to 1. */
export function budgetOf({ objective }: Slo): number {
  // 100 - 99.9 has digits that nobody wrote.
  return Number(((100 - objective.target) / 100).toPrecision(10));
}

/** What may take no longer; null where it is not about time. */
export function thresholdOf({ objective }: Slo): Millis | null {
  switch (objective.kind) {
    case 'availability':
      return null;
    case 'latency':
      return objective.threshold;
  }
}

export function badTitle({ objective }: Slo): string {
  switch (objective.kind) {
    case 'availability':
      return 'Share of bad requests by release';
    case 'latency':
      return `Share of requests above ${formatDuration(objective.threshold)} by release`;
  }
}
