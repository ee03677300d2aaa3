/** `npm run bench -- <name> [options]`: one folder a benchmark, loaded only when it is asked for. */

/** Takes the arguments after its name and returns the exit code. */
type Benchmark = (args: readonly string[]) => Promise<number>;

const BENCHMARKS: Readonly<Record<string, () => Promise<Benchmark>>> = {
  analysis: async () => (await import('./analysis/main.ts')).run,
  github: async () => (await import('./github/main.ts')).github,
  kubernetes: async () => (await import('./kubernetes/main.ts')).kubernetes,
  metrics: async () => (await import('./metrics/main.ts')).metrics,
  startup: async () => (await import('./startup/main.ts')).startup,
};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;

if (load === undefined) {
  const asked = name === '' ? 'Which benchmark?' : `There is no benchmark "${name}".`;
  console.error(
    `${asked} Known: ${Object.keys(BENCHMARKS).join(', ')}. npm run bench -- <name> --help says more.`,
  );
  process.exitCode = 2;
} else {
  const benchmark = await load();
  process.exitCode = await benchmark(args);
}
