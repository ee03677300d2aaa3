import type { FlagTrouble } from '@glidepath/conductor';
import { formatDuration, millis, shown, type LaunchDarklyFlags } from '@glidepath/model';
import { LaunchDarklyProvider } from '@launchdarkly/openfeature-node-server';
import type { Connection, FlagsContext } from '../connection.ts';
import { secretIn } from '../secret.ts';
import { refused, trouble, unreachable } from '../troubles.ts';
import { ConnectionLog } from './connection-log.ts';

/** LaunchDarkly by its SDK: flags stream in and are evaluated here. */
export function connectLaunchDarkly(
  { sdkKeyEnv, url, timeout }: LaunchDarklyFlags,
  { env, now }: FlagsContext,
): Connection | FlagTrouble {
  const place = url === null ? 'LaunchDarkly' : `LaunchDarkly at ${url}`;
  const key = secretIn(env, sdkKeyEnv, 'flags.launchdarkly.sdk-key-env');
  if (typeof key !== 'string') return key;
  const log = new ConnectionLog(now);
  const provider = new LaunchDarklyProvider(
    key,
    {
      ...(url === null ? {} : { baseUri: url, streamUri: url, eventsUri: url }),
      logger: log,
      sendEvents: false,
      diagnosticOptOut: true,
    },
    timeout / 1000,
  );
  const words = (why: string): string => shown(why, [key]);
  return {
    provider,
    place,
    needsVariant: true,
    secrets: [key],
    state() {
      const { lost, gaveUp } = log;
      if (gaveUp !== null) {
        return gaveUp.status === 401 || gaveUp.status === 403
          ? refused(place, sdkKeyEnv, gaveUp.status)
          : unreachable(place, `cannot be asked (${words(gaveUp.why)})`);
      }
      if (provider.getClient()?.initialized() !== true)
        return unreachable(
          place,
          lost === null ? 'has sent no flags yet' : `does not answer (${words(lost.why)})`,
        );
      if (lost === null) return null;
      const length = formatDuration(millis(Math.max(0, now() - lost.since)));
      return trouble(
        'stale',
        `the connection to ${place} is lost for ${length} (${words(lost.why)}), and its flags may have changed`,
        'check that it can be reached from here',
      );
    },
    explain: () => null,
  };
}
