import { MENDS, type BuildFailure } from '../build/failure.ts';
import { BuildError } from './build-error.ts';
import { onPath, runProgram, type Workplace } from './program.ts';

export const BUILDERS = ['buildx', 'buildah', 'podman'] as const;
export type BuilderName = (typeof BUILDERS)[number];

/** A builder that is there. */
export type Builder =
  | {
      readonly kind: 'buildx';
      /** `docker`. Absolute. */
      readonly program: string;
      /** Whether its driver puts provenance and SBOM beside the image: that of the daemon itself can't. */
      readonly attests: boolean;
    }
  | { readonly kind: 'buildah' | 'podman'; readonly program: string };

/**
 * The builder that was asked for, or the first that is there.
 * @throws BuildError `no-builder` with what was tried
 */
export async function findBuilder(wanted: BuilderName | 'auto', workplace: Workplace): Promise<Builder> {
  const missing: string[] = [];
  for (const name of wanted === 'auto' ? BUILDERS : [wanted]) {
    const found = await find(name, workplace);
    if (typeof found !== 'string') return found;
    missing.push(found);
  }
  throw new BuildError(noBuilder(missing.join(', ')));
}

/** Or why it can't be used. */
async function find(name: BuilderName, workplace: Workplace): Promise<Builder | string> {
  const file = name === 'buildx' ? 'docker' : name;
  const program = await onPath(file, workplace.env);
  if (program === null) return `${file} is not on the PATH`;
  return name === 'buildx' ? buildxOf(program, workplace) : { kind: name, program };
}

/** Drivers that work without this machine's daemon. */
const REMOTE_DRIVERS = ['kubernetes', 'remote', 'cloud'];

async function buildxOf(program: string, workplace: Workplace): Promise<Builder | string> {
  const { code, lines } = await runProgram(program, ['buildx', 'inspect'], workplace);
  const driver = lines.map((line) => /^Driver:\s*(\S+)/.exec(line)?.[1]).find((found) => found !== undefined);
  if (code !== 0 || driver === undefined) return 'docker has no Buildx';
  if (!REMOTE_DRIVERS.includes(driver)) {
    const version = await runProgram(program, ['version', '--format={{.Server.Version}}'], workplace);
    if (version.code !== 0) return "docker's daemon does not answer";
  }
  return { kind: 'buildx', program, attests: driver !== 'docker' };
}

function noBuilder(tried: string): BuildFailure {
  const message = `there is no builder: ${tried}`;
  return { kind: 'no-builder', step: null, line: null, said: [], message, mend: MENDS['no-builder'] };
}
