import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { perform, tasksOf, type Job, type Task, type TaskResult } from '@glidepath/simulation';

/** Below this many rollouts of a release a thread is not worth its start. */
const FEW_ROLLOUTS = 200;

/** The results of all of a job's tasks, in their order: the same ones for any number of threads. */
export async function performAll(job: Job, threads = threadsFor(job)): Promise<readonly TaskResult[]> {
  const tasks = tasksOf(job);
  if (threads <= 1) return tasks.map((task) => perform(job, task));
  const results: TaskResult[] = [];
  const queue = tasks.entries();
  const workers = Array.from({ length: Math.min(threads, tasks.length) }, () => new Worker(workerFile()));
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    for (const worker of workers) worker.postMessage(job);
    await Promise.all(
      workers.map(async (worker) => {
        for (const [index, task] of queue) results[index] = await performOn(worker, task);
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

export function threadsFor({ rollouts }: Pick<Job, 'rollouts'>): number {
  return rollouts < FEW_ROLLOUTS ? 1 : availableParallelism();
}

/** Beside this file in the sources. In dist/ it is a bundle of its own, one folder above the chunk that this file is in. */
function workerFile(): URL {
  const fromSource = import.meta.url.endsWith('.ts');
  return new URL(fromSource ? './simulate-worker.ts' : '../simulate-worker.js', import.meta.url);
}

async function performOn(worker: Worker, task: Task): Promise<TaskResult> {
  return new Promise((resolve, reject) => {
    const done = (result: TaskResult): void => {
      worker.off('error', failed);
      resolve(result);
    };
    const failed = (error: Error): void => {
      worker.off('message', done);
      reject(error);
    };
    worker.once('message', done);
    worker.once('error', failed);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    worker.postMessage(task);
  });
}
