import type { Millis } from '../units.ts';
import { formatDuration } from './duration.ts';

/** The name of the SLO that one of several thresholds becomes: `latency-300ms`. */
export function thresholdName(slo: string, threshold: Millis): string {
  return `${slo}-${formatDuration(threshold)}`;
}
