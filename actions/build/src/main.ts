process.stdout.write(`Glidepath ${process.env.GLIDEPATH_VERSION ?? 'from source'}\n`);

// Loaded from here on, so that the run is under way, and seen to be, before anything large is read.
const [{ run }, { actionsRunner, leave }] = await Promise.all([
  import('./run.ts'),
  import('@glidepath/runner'),
]);

await leave(await run(actionsRunner(process.env), import.meta.url));
