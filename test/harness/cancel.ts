import type { ActionEnded, ActionRun } from './bundles.ts';

/** Cancels as the runner does: SIGINT, SIGTERM 7.5 s later, SIGKILL 2.5 s after that. */
export async function cancel({ running, ended }: ActionRun): Promise<ActionEnded> {
  running.kill('SIGINT');
  const timers = [
    setTimeout(() => {
      running.kill('SIGTERM');
    }, 7_500),
    setTimeout(() => {
      running.kill('SIGKILL');
    }, 10_000),
  ];
  const end = await ended;
  for (const timer of timers) clearTimeout(timer);
  return end;
}
