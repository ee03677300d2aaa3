import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchServer } from '@glidepath/model';
import type { AwsCredentialIdentity } from '@smithy/types';
import { credentialsFor, kept, secretsOf } from '../aws/credentials.ts';
import { inTime } from '../aws/in-time.ts';
import type { Trouble } from '../source.ts';
import { BoundedHandler } from './bounded-handler.ts';
import { troubleOf, type Purpose } from './trouble.ts';

const MOST_ATTEMPTS = 3;

/** The SDK's client for one region, bounded in time and size; what it throws is told in words. */
export class Connection {
  readonly sdk: CloudWatchClient;
  readonly #handler = new BoundedHandler();
  readonly #server: CloudWatchServer;
  readonly #purpose: Purpose;
  #secrets: readonly string[] = [];

  constructor(server: CloudWatchServer, purpose: Purpose) {
    this.#server = server;
    this.#purpose = purpose;
    const { region, endpoint, role } = server;
    const fetch = kept(credentialsFor(role, region));
    this.sdk = new CloudWatchClient({
      ...(region === null ? {} : { region }),
      ...(endpoint === null ? {} : { endpoint }),
      credentials: async (): Promise<AwsCredentialIdentity> => {
        const found = await fetch();
        this.#secrets = secretsOf(found);
        return found;
      },
      // The SDK tries again, with growing pauses, what AWS throttles and what breaks on the way.
      maxAttempts: MOST_ATTEMPTS,
      requestHandler: this.#handler,
    });
  }

  /** What no message may hold. */
  get secrets(): readonly string[] {
    return this.#secrets;
  }

  /** Never rejects. Looking for credentials takes its time too, and minds no signal. */
  async within<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T | Trouble> {
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
    this.#handler.lastStatus = null;
    try {
      return await inTime(work(signal), signal);
    } catch (error) {
      return troubleOf(error, {
        server: this.#server,
        purpose: this.#purpose,
        secrets: this.#secrets,
        late: signal.aborted ? { limitMs, lastStatus: this.#handler.lastStatus } : null,
      });
    }
  }
}
