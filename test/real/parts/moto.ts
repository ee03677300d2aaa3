import { join } from 'node:path';
import { installed, type Cache } from './cache.ts';
import { tool } from './tool.ts';

export interface MotoPart {
  readonly version: string;
  /** A Python that has moto and botocore; `-m moto.server` is the server. */
  readonly python: string;
}

const VERSION = '5.2.5';
/** What moto asks of AWS' own libraries is pinned too: its answers come from their service models. */
const PINNED = [`moto[server]==${VERSION}`, 'boto3==1.44.5', 'botocore==1.44.5'];

/** AWS' APIs as moto plays them, in a Python environment of its own. */
export async function ensureMoto(cache: Cache): Promise<MotoPart> {
  const folder = await installed(cache, 'moto', VERSION, async (into) => {
    await tool('python3', ['-m', 'venv', into], { cwd: into });
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'];
    await tool(join(into, 'bin/python'), [...pip, ...PINNED], { cwd: into });
  });
  // Only the programs in bin/ name the folder that they were made in, and Python itself is a link.
  const python = join(folder, 'bin/python');
  const said = await tool(python, ['-c', 'import moto; print(moto.__version__)'], { cwd: folder });
  const version = said.trim();
  if (version !== VERSION) throw new Error(`moto says that it is ${version}, pinned is ${VERSION}`);
  return { version, python };
}
