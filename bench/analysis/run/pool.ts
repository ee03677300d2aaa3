import { Worker } from 'node:worker_threads';
import { JUDGES } from '../judges/all.ts';
import type { Outcome } from './play.ts';
import { perform, type Task } from './plan.ts';

type Result = readonly (readonly Outcome[])[];

/**
 * Performs all tasks, on so many threads at once, and returns their results in the tasks' order: the same ones for any
 * number of threads. With one, no thread is made.
 */
export async function performAll(
  tasks: readonly Task[],
  workers: number,
  onDone: (task: Task) => void,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const queue = tasks.entries();
  if (workers <= 1) {
    for (const [index, task] of queue) {
      results[index] = perform(task, JUDGES);
      onDone(task);
    }
    return results;
  }
  const pool = Array.from(
    { length: Math.min(workers, tasks.length) },
    () => new Worker(new URL('./worker.ts', import.meta.url)),
  );
  try {
    await Promise.all(
      pool.map(async (worker) => {
        for (const [index, task] of queue) {
          results[index] = await performOn(worker, task);
          onDone(task);
        }
      }),
    );
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
  return results;
}

function performOn(worker: Worker, task: Task): Promise<Result> {
  const { promise, resolve, reject } = Promise.withResolvers<Result>();
  worker.once('message', resolve);
  worker.once('error', reject);
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  worker.postMessage(task);
  return promise.finally(() => {
    worker.off('message', resolve);
    worker.off('error', reject);
  });
}
