#!/usr/bin/env node
// Whoever read the output has gone: a rollout under way goes on all the same.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

// Loaded from here on, so that the process is under way before anything large is read.
const [{ run }, { leave }] = await Promise.all([import('./program.ts'), import('@glidepath/verbs/leave')]);

await leave(
  await run(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    entry: import.meta.url,
  }),
);
