import type { Result, Sample } from '@glidepath/conductor';
import type { Assembly } from './assemble.ts';
import { openGitHub } from './github-access.ts';
import { runUrl } from './run-identity.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * What is written on GitHub when a rollout has ended: an incident, comments, a revert, a line of release notes. Never
 * fails: what could not be written is told.
 * @param samples what this run has seen, for the evidence
 */
export async function writeAfterwards(
  surroundings: Surroundings,
  { delivery, environment, ports }: Assembly,
  result: Result,
  samples: readonly Sample[] = [],
): Promise<void> {
  if (result.rollout === null || surroundings.stop.aborted) return;
  const github = await openGitHub(surroundings);
  if (github === null) return;
  const { afterwards } = await import('@glidepath/github');
  const told = await afterwards(github, {
    service: delivery.service,
    environment,
    result,
    samples,
    runUrl: runUrl(surroundings.env),
  });
  for (const sentence of told) ports.listener.note(sentence);
}
