import { shown, type FlagdFileFlags } from '@glidepath/model';
import { FlagdCore } from '@openfeature/flagd-core';
import { ErrorCode } from '@openfeature/server-sdk';
import type { JsonValue } from '@openfeature/server-sdk';
import type { FlagAnswer, FlagType } from '@glidepath/conductor';
import type { Connection, FlagsContext } from '../connection.ts';
import { plain } from '../flag-value.ts';
import { connectionOf, found } from '../lookup.ts';
import { archived, broken, notFound, wrongType } from '../troubles.ts';
import { readInside } from '../workspace-file.ts';

const SILENT = { error() {}, warn() {}, info() {}, debug() {} };
const OTHERWISE: Readonly<Record<FlagType, JsonValue>> = {
  boolean: false,
  string: '',
  number: 0,
  object: {},
};

/** flagd's definitions from a file of the workspace, by flagd's own evaluator. The file is read anew for each question. */
export function connectFlagdFile({ file }: FlagdFileFlags, { workspace }: FlagsContext): Connection {
  const place = `the file ${file}`;
  let loaded: { readonly text: string; readonly core: FlagdCore } | null = null;
  return connectionOf(place, async (key, type, context): Promise<FlagAnswer> => {
    const read = readInside(workspace, file);
    if (read.kind === 'trouble') return read;
    if (loaded?.text !== read.text) {
      try {
        const core = new FlagdCore(undefined, SILENT);
        core.setConfigurations(read.text);
        loaded = { text: read.text, core };
      } catch (error) {
        const why = error instanceof Error ? shown(error.message) : 'it cannot be read';
        return broken(place, `holds no definitions of flagd: ${why}`, 'write them as flagd has them');
      }
    }
    const flag = loaded.core.getFlag(key);
    if (flag === undefined) return notFound(place, key, 'check its key');
    if (flag.state === 'DISABLED') return archived(place, key, 'is disabled');
    const { value, variant, reason, errorCode, errorMessage } = loaded.core.resolve(
      type,
      key,
      OTHERWISE[type],
      context,
      SILENT,
    );
    if (errorCode === ErrorCode.TYPE_MISMATCH) return wrongType(place, key, type);
    if (errorCode !== undefined)
      return broken(place, `cannot evaluate the flag "${key}": ${shown(errorMessage ?? errorCode)}`, RULES);
    if (variant === undefined || variant === '') return archived(place, key, 'has no default variant');
    return found(plain(value), variant, reason ?? null);
  });
}
const RULES = 'check its variants and its targeting';
