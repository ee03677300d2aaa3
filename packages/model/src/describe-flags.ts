import type { Environment } from './delivery.ts';
import type { FlagGateText } from './file/flag-gate.ts';
import type { FlagsText } from './file/flags.ts';
import type { FlagServer } from './flag-servers.ts';
import type { FlagGate, FlagProvider } from './flags.ts';
import { formatDuration } from './text/duration.ts';

/** Feature flags as the file's long form says them. */

export function flagGateText({ key, is, then, unknown }: FlagGate): FlagGateText {
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
  return { flag: key, is, then, unknown };
}

/** Where flags are evaluated: beside slos what is the same in all environments, else by environment, in their order. */
export function writtenFlags(environments: readonly Environment[]): {
  readonly shared: FlagsText | null;
  readonly own: readonly (FlagsText | null)[];
} {
  const own = environments.map(({ flags }) => (flags === null ? null : flagsText(flags)));
  const [first] = own;
  const same = own.every((one) => JSON.stringify(one) === JSON.stringify(first));
  return same ? { shared: first ?? null, own: own.map(() => null) } : { shared: null, own };
}

function flagsText(flags: FlagProvider): FlagsText {
  switch (flags.kind) {
    case 'launchdarkly':
      return {
        launchdarkly: {
          'sdk-key-env': flags.sdkKeyEnv,
          ...(flags.url === null ? {} : { url: flags.url }),
          timeout: formatDuration(flags.timeout),
          ...(flags.server === null ? {} : { server: flagServerText(flags.server) }),
        },
      };
    case 'flagd':
      return {
        flagd: {
          host: flags.host,
          port: flags.port,
          ...(flags.tls === null
            ? {}
            : { tls: flags.tls.caFile === null ? {} : { 'ca-file': flags.tls.caFile } }),
          deadline: formatDuration(flags.deadline),
        },
      };
    case 'flagd-file':
      return { flagd: { file: flags.file } };
    case 'ofrep':
      return {
        ofrep: {
          url: flags.url,
          headers: { ...flags.headers },
          ...(flags.tokenEnv === null ? {} : { 'token-env': flags.tokenEnv }),
        },
      };
    case 'unleash':
      return {
        unleash: {
          url: flags.url,
          'token-env': flags.tokenEnv,
          app: flags.app,
          ...(flags.server === null ? {} : { server: flagServerText(flags.server) }),
        },
      };
    case 'env':
      return { env: { prefix: flags.prefix } };
    case 'file':
      return { file: flags.file };
  }
}

/** The keys that a provider's server and a target have alike. */
export function flagServerText({ project, environment, tokenEnv, url, timeout }: FlagServer): FlagServerText {
  return { project, environment, 'token-env': tokenEnv, url, timeout: formatDuration(timeout) };
}
interface FlagServerText {
  project: string;
  environment: string;
  'token-env': string;
  url: string;
  timeout: string;
}
