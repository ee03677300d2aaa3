import type { AlertSource, FiringAlert } from '@glidepath/metrics/registry';
import type { AlertsGuard, Millis } from '@glidepath/model';
import { unknown, type Finding } from './finding.ts';

const MOST_NAMED = 3;

/** Whether any of the selected alerts fires. */
export async function alertsFinding(
  { alerts }: AlertsGuard,
  source: AlertSource,
  limit: Millis,
): Promise<Finding> {
  const answer = await source.firing(alerts, limit);
  if (answer.kind === 'trouble') return unknown(answer.query, answer.trouble);
  const { firing } = answer;
  if (firing.length === 0) return { state: 'quiet', why: 'no alert fires' };
  const named = firing.slice(0, MOST_NAMED).map(alertText);
  const more = firing.length - named.length;
  return {
    state: 'firing',
    why: `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''} ${firing.length === 1 ? 'fires' : 'fire'}`,
  };
}

function alertText({ name, since }: FiringAlert): string {
  return since === null ? name : `${name} (since ${new Date(since).toISOString()})`;
}
