import type { Result } from '@glidepath/conductor';
import type { WindowTally } from './load/messages.ts';
import type { DemoRelease } from './releases.ts';

/** One delivery, and what its clients saw meanwhile. */
export interface Delivery {
  readonly release: DemoRelease;
  readonly exitCode: number | null;
  readonly outputs: ReadonlyMap<string, string>;
  readonly result: Result;
  readonly clients: WindowTally;
}

/** The demo proves nothing with less. */
export const LEAST_RATE = 200;

/** What is not as it must be, a sentence each; empty where all is well. */
export function complaints(delivery: Delivery): readonly string[] {
  const about = aboutTraffic(delivery).map((found) => `${delivery.release.behaviour.name}: ${found}`);
  return [...aboutTheEnd(delivery), ...about];
}

/** The decision, told alike by exit code, outputs and result. */
export function aboutTheEnd({
  release: { expected, behaviour },
  exitCode,
  outputs,
  result,
}: Omit<Delivery, 'clients'>): readonly string[] {
  const found: string[] = [];
  const { decision, reason } = result;
  if (decision !== expected.decision || reason !== expected.reason) {
    found.push(
      `${decision} (${reason}) instead of ${expected.decision} (${expected.reason}): ${result.message}`,
    );
  }
  if (exitCode !== expected.exitCode) found.push(`exit code ${exitCode} instead of ${expected.exitCode}`);
  for (const [name, value] of Object.entries({ decision, reason })) {
    if (outputs.get(name) !== value) {
      found.push(`the output ${name} is "${outputs.get(name) ?? ''}", the result says "${value}"`);
    }
  }
  return found.map((complaint) => `${behaviour.name}: ${complaint}`);
}

function aboutTraffic({ release, result, clients }: Delivery): readonly string[] {
  const found: string[] = [];
  const { name, failRate, diesOnStart } = release.behaviour;
  const rate = rateOf(clients);
  if (rate < LEAST_RATE) found.push(`only ${rate.toFixed(0)} requests a second were sent`);
  if (clients.settled !== clients.requests) {
    found.push(`${clients.requests - clients.settled} requests never came to an end`);
  }
  if (clients.failedNotByRelease > 0) {
    const faults = Object.entries(clients.faults).map(([fault, count]) => `${count} x ${fault}`);
    found.push(`${clients.failedNotByRelease} failures that no release caused: ${faults.join(', ')}`);
  }
  const answers = clients.answeredBy[name] ?? 0;
  if (diesOnStart) {
    if (answers > 0) found.push(`it answered ${answers} requests, though it never started`);
    const weight = Math.max(0, ...result.timeline.map((entry) => entry.weight));
    if (weight > 0) found.push(`it was given ${weight} % of the traffic before it was ready`);
  } else if (answers === 0) {
    found.push('no client ever reached it');
  }
  if (failRate > 0 && clients.failed === 0) found.push('no client saw it fail');
  return found;
}

/** Requests a second that were really sent. */
export function rateOf({ requests, ms }: WindowTally): number {
  return ms === 0 ? 0 : (requests * 1_000) / ms;
}
