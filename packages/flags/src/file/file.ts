import type { FlagAnswer } from '@glidepath/conductor';
import type { FileFlags, Json } from '@glidepath/model';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import type { Connection, FlagsContext } from '../connection.ts';
import { connectionOf, found } from '../lookup.ts';
import { broken, notFound } from '../troubles.ts';
import { readInside } from '../workspace-file.ts';

const Value: z.ZodMiniType<Json> = z.json();
const Scalar = z.union([z.boolean(), z.number(), z.string()]);
const Long = z.strictObject({ value: Value, variant: z.optional(z.string()) });
const Flag = z.union([Scalar, Long]);
const Flags = z.record(z.string(), z.unknown());

/** Flags in a file of the workspace, read anew for each question. */
export function connectFile({ file }: FileFlags, { workspace }: FlagsContext): Connection {
  return connectionOf(`the file ${file}`, async (key) => flagIn(file, workspace, key));
}

/** What the file says of one flag now. */
export function flagIn(file: string, workspace: string, key: string): FlagAnswer {
  const place = `the file ${file}`;
  const read = readInside(workspace, file);
  if (read.kind === 'trouble') return read;
  const flags = Flags.safeParse(parsed(read.text));
  if (!flags.success)
    return broken(place, 'is no mapping of YAML or JSON', 'write for example checkout-release: true');
  if (!Object.hasOwn(flags.data, key)) return notFound(place, key, `write for example ${key}: true`);
  const flag = Flag.safeParse(flags.data[key]);
  if (!flag.success) {
    const mend = `write for example ${key}: true or ${key}: { value: everyone, variant: all }`;
    return broken(place, `says of the flag "${key}" neither a value nor { value, variant }`, mend);
  }
  return typeof flag.data === 'object'
    ? found(flag.data.value, flag.data.variant ?? null, 'STATIC')
    : found(flag.data, null, 'STATIC');
}

/** Null where it cannot be read, which is no mapping. */
function parsed(text: string): unknown {
  try {
    return parse(text, { logLevel: 'error' });
  } catch {
    return null;
  }
}
