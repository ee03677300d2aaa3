import { parentPort } from 'node:worker_threads';
import { JUDGES } from '../judges/all.ts';
import { perform, type Task } from './plan.ts';

/** A thread that performs one task after another. */
parentPort?.on('message', (task: Task) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(perform(task, JUDGES));
});
