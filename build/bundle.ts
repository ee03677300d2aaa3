/**
 * Builds every bundle into dist/: `npm run build`. The same sources give the same bytes.
 *
 * dist/<entry>.js are what the runner, the terminal, a simulation and the local target start; dist/chunks/ is what they
 * share and what they load only when it is needed. local-daemon.js stands alone, because it is copied to where it runs.
 */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build, type InputOptions, type OutputOptions, type Plugin } from 'rolldown';

const root = join(import.meta.dirname, '..');

/** Entry name in dist/ -> source. One line a bundle. */
const ENTRIES = {
  analyze: 'actions/analyze/src/main.ts',
  build: 'actions/build/src/main.ts',
  deploy: 'actions/deploy/src/main.ts',
  gate: 'actions/gate/src/main.ts',
  plan: 'actions/plan/src/main.ts',
  promote: 'actions/promote/src/main.ts',
  recover: 'actions/recover/src/main.ts',
  rollback: 'actions/rollback/src/main.ts',
  cli: 'packages/cli/src/main.ts',
  'simulate-worker': 'packages/verbs/src/simulate-worker.ts',
} as const;

const DAEMON = { 'local-daemon': 'packages/targets/src/local/daemon/main.ts' } as const;

/** Modules that only define things: what nobody uses of them is left out. */
const WITHOUT_SIDE_EFFECTS =
  /node_modules\/(@actions|@kubernetes|@lezer|@prometheus-io|zod|yaml|undici|commander|picocolors|uplot)\//;

/**
 * Engines' and sources' own libraries: each in one chunk of its name, loaded only by what needs it. What others have in common
 * with one of them must not be in its chunk.
 */
const SDKS = [
  { name: 'runtime', test: /rolldown\/runtime/, priority: 2 },
  { name: 'sdk-aws', test: /node_modules\/(@aws-sdk|@smithy|@aws|bowser)\// },
  { name: 'sdk-undici', test: /node_modules\/undici\//, priority: 1 },
  { name: 'sdk-kubernetes', test: /node_modules\/@kubernetes\/client-node\// },
];

export async function bundle(dist: string): Promise<void> {
  rmSync(dist, { recursive: true, force: true });
  await build([options(ENTRIES, dist, true), options(DAEMON, dist, false)]);
}

function options(
  input: Readonly<Record<string, string>>,
  dist: string,
  shared: boolean,
): InputOptions & { output: OutputOptions } {
  return {
    cwd: root,
    input: { ...input },
    platform: 'node',
    tsconfig: false,
    plugins: [inlined()],
    treeshake: { moduleSideEffects: (id) => !WITHOUT_SIDE_EFFECTS.test(id) },
    transform: { target: 'node24', define: { 'process.env.GLIDEPATH_VERSION': JSON.stringify(version()) } },
    output: {
      dir: dist,
      format: 'esm',
      minify: true,
      comments: false,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      codeSplitting: shared && { groups: SDKS },
    },
    logLevel: 'warn',
  };
}

/** `*.inline.ts` runs now: what it exports stands in the bundle as text. */
function inlined(): Plugin {
  return {
    name: 'inlined',
    async load(id) {
      if (!id.endsWith('.inline.ts')) return null;
      const exported: unknown = await import(pathToFileURL(id).href);
      const lines = Object.entries(exported ?? {}).map(
        ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
      );
      return { code: lines.join('\n'), moduleType: 'js' };
    },
  };
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('package.json has no version');
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { dist: { type: 'string', default: join(root, 'dist') } } });
  await bundle(values.dist);
}
