import { context } from '@actions/github';
import * as z from 'zod/mini';

/** The pull request that a workflow runs for. */
export interface PullRequest {
  readonly number: number;
  /** From another repository: its workflow's token may only read. */
  readonly fork: boolean;
}

const Event = z.object({
  pull_request: z.object({
    number: z.int().check(z.positive()),
    /** Null where the fork is gone. */
    head: z.object({ repo: z.nullable(z.object({ full_name: z.string() })) }),
  }),
  repository: z.object({ full_name: z.string() }),
});

/** Of the event that this process was started for; null where that is about no pull request. */
export function pullRequestHere(): PullRequest | null {
  return pullRequestIn(context.payload);
}

export function pullRequestIn(payload: unknown): PullRequest | null {
  const event = Event.safeParse(payload);
  if (!event.success) return null;
  const { pull_request: pull, repository } = event.data;
  return { number: pull.number, fork: pull.head.repo?.full_name !== repository.full_name };
}
