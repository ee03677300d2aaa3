import { get } from 'node:http';
import type { HealthCheck } from '@glidepath/model';

/** Asks an instance once. Healthy is 2xx or 3xx within the time-out; never rejects. */
export async function probe(port: number, health: HealthCheck, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: health.path, agent: false, signal }, (response) => {
      const status = response.statusCode ?? 0;
      response.on('error', () => undefined);
      response.resume();
      resolve(status >= 200 && status < 400);
    });
    const limit = setTimeout(() => {
      request.destroy();
    }, health.timeout);
    request.on('error', () => undefined);
    request.on('close', () => {
      clearTimeout(limit);
      // Of no effect after an answer.
      resolve(false);
    });
  });
}

/** What the checks so far say of an instance that runs. */
export interface Pulse {
  readonly state: 'starting' | 'ready' | 'unhealthy';
  /** Failed checks in a row. */
  readonly misses: number;
  /** When the state was entered, ms. */
  readonly since: number;
}

const MISSES_ALLOWED = 2;

/** One more check has come in. */
export function afterCheck(pulse: Pulse, healthy: boolean, now: number): Pulse {
  if (healthy) {
    return { state: 'ready', misses: 0, since: pulse.state === 'ready' ? pulse.since : now };
  }
  const misses = pulse.misses + 1;
  switch (pulse.state) {
    case 'starting':
    case 'unhealthy':
      return { ...pulse, misses };
    case 'ready':
      return misses > MISSES_ALLOWED ? { state: 'unhealthy', misses, since: now } : { ...pulse, misses };
  }
}

/** It gets as long to recover as it gets to start. */
export function isOverdue(pulse: Pulse, health: HealthCheck, now: number): boolean {
  return pulse.state !== 'ready' && now - pulse.since > health.deadline;
}
