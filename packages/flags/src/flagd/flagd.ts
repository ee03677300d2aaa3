import { isIP } from 'node:net';
import type { FlagTrouble } from '@glidepath/conductor';
import { shown, type FlagdFlags } from '@glidepath/model';
import { setLogger } from '@grpc/grpc-js';
import { FlagdProvider } from '@openfeature/flagd-provider';
import { ErrorCode, ProviderStatus } from '@openfeature/server-sdk';
import type { EvaluationDetails, JsonValue, Provider } from '@openfeature/server-sdk';
import type { Connection, FlagsContext } from '../connection.ts';
import { trouble, unreachable } from '../troubles.ts';
import { pathInside } from '../workspace-file.ts';

const SILENT = { error() {}, warn() {}, info() {}, debug() {} };

/** A flagd that evaluates over gRPC. Nothing is kept here: each answer is flagd's own. */
export function connectFlagd(
  { host, port, tls, deadline }: FlagdFlags,
  { workspace }: FlagsContext,
): Connection | FlagTrouble {
  const address = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const place = `flagd at ${address}`;
  const caFile = tls?.caFile ?? null;
  const ca = caFile === null ? null : pathInside(workspace, caFile);
  if (ca !== null && typeof ca !== 'string') return ca;
  setLogger({ error() {}, info() {}, debug() {} });
  // Every option is given, or variables of the process such as FLAGD_SOCKET_PATH would count.
  const provider = new FlagdProvider(
    {
      resolverType: 'rpc',
      host: isIP(host) === 6 ? `[${host}]` : host,
      port,
      tls: tls !== null,
      certPath: ca ?? '',
      socketPath: '',
      selector: '',
      cache: 'disabled',
      deadlineMs: deadline,
      // A stream that ended by itself would look like a lost connection.
      streamDeadlineMs: 0,
      keepAliveTime: 10_000,
      retryBackoffMs: 1000,
      retryBackoffMaxMs: 1000,
      retryGracePeriod: 0,
      fatalStatusCodes: ['UNAUTHENTICATED', 'PERMISSION_DENIED'],
    },
    SILENT,
  );
  return {
    provider: endingWell(provider),
    place,
    needsVariant: true,
    secrets: [],
    state: () => null,
    explain: (details, status) => explained(place, details, status),
  };
}

/** The provider goes on trying to connect after it was closed, and the process would never end. */
function endingWell(provider: FlagdProvider): Provider {
  const close = provider.onClose.bind(provider);
  return Object.assign(provider, {
    async onClose() {
      const service: unknown = Reflect.get(provider, '_service');
      if (typeof service === 'object' && service !== null) Reflect.set(service, 'reconnect', () => undefined);
      await close();
    },
  });
}

/** The provider says of a flagd that is away that it knows no such flag. */
function explained(
  place: string,
  { errorCode, errorMessage = '' }: EvaluationDetails<JsonValue>,
  status: ProviderStatus,
): FlagTrouble | null {
  const says = shown(errorMessage);
  if (
    errorCode === ErrorCode.PROVIDER_FATAL ||
    /unauthenticated|permission denied|status code 40[13]/i.test(says)
  ) {
    const mend = 'check who may ask it, such as the proxy in front of it';
    return trouble('refused', `${place} does not let us in${says === '' ? '' : `: ${says}`}`, mend);
  }
  const away =
    status !== ProviderStatus.READY || /connection|unavailable|ECONN|socket|name resolution/i.test(says);
  if (errorCode === ErrorCode.FLAG_NOT_FOUND && away) return unreachable(place, `does not answer (${says})`);
  return null;
}
