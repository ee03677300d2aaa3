import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import type { ActionlintPart } from '../../parts/actionlint.ts';
import type { ZizmorPart } from '../../parts/zizmor.ts';

/** What a linter says of one place, and where. */
export interface Finding {
  readonly rule: string;
  readonly file: string;
  readonly message: string;
}

const zizmorSchema = z.array(
  z.object({
    ident: z.string(),
    desc: z.string(),
    ignored: z.boolean(),
    locations: z.array(
      z.object({ symbolic: z.object({ key: z.object({ Local: z.object({ verbatim_path: z.string() }) }) }) }),
    ),
  }),
);

const actionlintSchema = z.array(
  z.object({ kind: z.string(), filepath: z.string(), line: z.number(), message: z.string() }),
);

/** The strictest of its personas, told of no configuration; it asks nobody on the network. */
export async function zizmor(
  part: ZizmorPart,
  files: readonly string[],
  cwd: string,
): Promise<readonly Finding[]> {
  const how = ['--offline', '--persona', 'auditor', '--no-config', '--strict-collection', '--format', 'json'];
  const said = await output(part.zizmor, [...how, ...files], cwd);
  return z
    .parse(zizmorSchema, JSON.parse(said))
    .filter(({ ignored }) => !ignored)
    .map(({ ident, desc, locations }) => ({
      rule: ident,
      file: locations[0]?.symbolic.key.Local.verbatim_path ?? '',
      message: desc,
    }));
}

/** With shellcheck for the scripts in them. */
export async function actionlint(
  part: ActionlintPart,
  files: readonly string[],
  cwd: string,
): Promise<readonly Finding[]> {
  const how = ['-shellcheck', part.shellcheck, '-pyflakes', '', '-format', '{{json .}}'];
  const said = await output(part.actionlint, [...how, ...files], cwd);
  return z
    .parse(actionlintSchema, JSON.parse(said))
    .map(({ kind, filepath, line, message }) => ({ rule: kind, file: `${filepath}:${line}`, message }));
}

/** Both exit with a code of their own where they have found something. */
async function output(file: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await promisify(execFile)(file, args, { cwd, maxBuffer: 64 * 1024 * 1024 })).stdout;
  } catch (error) {
    const left = z.safeParse(z.object({ stdout: z.string().check(z.minLength(1)) }), error);
    if (!left.success) throw error;
    return left.data.stdout;
  }
}
