/** A thread that performs tasks of one job, which comes first. Started by simulate-pool.ts; a bundle of its own. */
import { parentPort } from 'node:worker_threads';
import { perform, type Job, type Task } from '@glidepath/simulation';

const port = parentPort;

port?.once('message', (job: Job) => {
  port.on('message', (task: Task) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    port.postMessage(perform(job, task));
  });
});
