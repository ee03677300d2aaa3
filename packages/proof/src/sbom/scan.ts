import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { onPath, runProgram, shown, type Workplace } from '@glidepath/images';
import { ProofError } from '../proof-error.ts';
import { LARGEST_SBOM, readSbom, type ReadSbom } from './document.ts';

export const SBOM_TOOLS = ['syft', 'trivy', 'cdxgen'] as const;
/** Programs that list what something is made of. They have to be on the PATH. */
export type SbomTool = (typeof SBOM_TOOLS)[number];

/** What a tool looks at. */
export type Scanned =
  /** repository@digest, fetched from its registry. */
  | { readonly kind: 'image'; readonly reference: string; readonly isPlainHttp: boolean }
  | { readonly kind: 'folder' | 'file'; readonly path: string };

const KEPT_LINES = 3;

/** @param folder for what it writes. @throws ProofError `tool`, `invalid` */
export async function scan(
  tool: SbomTool,
  scanned: Scanned,
  workplace: Workplace,
  folder: string,
): Promise<ReadSbom> {
  const program = await onPath(tool, workplace.env);
  if (program === null)
    throw new ProofError(
      'tool',
      `${tool} is not on the PATH`,
      `install ${tool}, or name the file of an SBOM`,
    );
  // cdxgen goes by the ending.
  const output = join(folder, 'sbom.json');
  const env = { ...workplace.env, SYFT_CHECK_FOR_APP_UPDATE: 'false', ...plainHttp(tool, scanned) };
  const { code, lines } = await runProgram(program, scanArguments(tool, scanned, output), {
    ...workplace,
    env,
  });
  const what = scanned.kind === 'image' ? scanned.reference : basename(scanned.path);
  const said = lines
    .filter((line) => line.trim() !== '')
    .slice(-KEPT_LINES)
    .join(' ');
  if (code !== 0)
    throw new ProofError(
      'tool',
      `${tool} has made no SBOM of ${shown(what)} (exit code ${code ?? 'none'}: ${shown(said)})`,
      `run ${tool} by hand to see why; it needs the same login to the registry`,
    );
  return readSbom(await readOutput(output, tool, said), `that ${tool} has made of ${what}`);
}

/** As each tool documents them. */
export function scanArguments(tool: SbomTool, scanned: Scanned, output: string): readonly string[] {
  const isImage = scanned.kind === 'image';
  switch (tool) {
    case 'syft': {
      const source = isImage
        ? `registry:${scanned.reference}`
        : `${scanned.kind === 'folder' ? 'dir' : 'file'}:${scanned.path}`;
      return ['scan', source, '--output', `spdx-json=${output}`, '--quiet'];
    }
    case 'trivy': {
      const form = ['--format', 'spdx-json', '--output', output, '--quiet'];
      if (!isImage) return ['fs', ...form, scanned.path];
      const insecure = scanned.isPlainHttp ? ['--insecure'] : [];
      return ['image', '--image-src', 'remote', ...insecure, ...form, scanned.reference];
    }
    case 'cdxgen':
      return isImage
        ? ['--type', 'oci', '--output', output, scanned.reference]
        : // Installing would run what strangers have written.
          ['--no-install-deps', '--output', output, scanned.path];
  }
}

function plainHttp(tool: SbomTool, scanned: Scanned): Readonly<Record<string, string>> {
  const isNeeded = tool === 'syft' && scanned.kind === 'image' && scanned.isPlainHttp;
  return isNeeded ? { SYFT_REGISTRY_INSECURE_USE_HTTP: 'true' } : {};
}

async function readOutput(path: string, tool: SbomTool, said: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size <= 2 * LARGEST_SBOM) return await readFile(path);
  } catch {
    throw new ProofError(
      'tool',
      `${tool} has ended without an SBOM (${shown(said)})`,
      `update ${tool}, and run it by hand to see why`,
    );
  }
  throw new ProofError(
    'tool',
    `${tool} has written an SBOM that is too large`,
    'have it leave single files out',
  );
}
