import { context } from '@actions/github';
import * as z from 'zod/mini';

/** Of the event `workflow_run`: how the run ended that this one follows. Null while it goes on. */
const Event = z.object({ workflow_run: z.object({ conclusion: z.nullable(z.string()) }) });

/** Whether this process was started because another run has ended otherwise than well. */
export function followsFailureHere(): boolean {
  return followsFailure(context.payload);
}

export function followsFailure(payload: unknown): boolean {
  const event = Event.safeParse(payload);
  if (!event.success) return false;
  const { conclusion } = event.data.workflow_run;
  return conclusion !== null && conclusion !== 'success' && conclusion !== 'skipped';
}
