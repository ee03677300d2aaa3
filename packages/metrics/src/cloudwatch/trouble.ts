import { formatDuration, millis, type CloudWatchServer } from '@glidepath/model';
import { MEND_CREDENTIALS } from '../aws/mend.ts';
import { shown } from '../foreign-text.ts';
import type { Trouble } from '../source.ts';
import { LARGEST_ANSWER, TooLarge } from './bounded-handler.ts';

/** Why CloudWatch gave no answer, in words, and what to do. */

export function down(why: string, mend: string): Trouble {
  return { kind: 'source-down', why, mend };
}

export function noData(why: string, mend: string): Trouble {
  return { kind: 'no-data', why, mend };
}

/** It is no answer of CloudWatch's. */
export function garbage(what: string): Trouble {
  return down(`CloudWatch answered with ${what}`, MEND_BETWEEN);
}
const MEND_BETWEEN = 'check what stands in between, and sources.cloudwatch.endpoint where there is one';

/** What the questions are about. */
export interface Purpose {
  /** What AWS has to allow for them. */
  readonly permissions: string;
  /** What to do where they are refused. */
  readonly mendRefused: string;
}

interface Surroundings {
  readonly server: CloudWatchServer;
  readonly purpose: Purpose;
  readonly secrets: readonly string[];
  /** Where time was up. */
  readonly late: { readonly limitMs: number; readonly lastStatus: number | null } | null;
}

/** What the SDK threw. */
export function troubleOf(error: unknown, { server, purpose, secrets, late }: Surroundings): Trouble {
  const where = server.endpoint ?? `CloudWatch${server.region === null ? '' : ` in ${server.region}`}`;
  if (late !== null) return tooLate(where, late);
  if (!(error instanceof Error)) return down(`${where}: ${shown(String(error), secrets)}`, MEND_BETWEEN);
  if (error instanceof TooLarge) {
    const mib = LARGEST_ANSWER / 1024 ** 2;
    return down(`${where} answered with more than ${mib} MiB`, MEND_BETWEEN);
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  const status = statusOf(error);
  if (status === null) return unanswered(where, error, code, secrets);
  const said = error instanceof SyntaxError ? '' : saidBy(error, secrets);
  return answered({ where, status, error, said, purpose });
}

function tooLate(where: string, { limitMs, lastStatus }: NonNullable<Surroundings['late']>): Trouble {
  const limit = formatDuration(millis(limitMs));
  if (lastStatus === null || lastStatus < 300)
    return down(
      `${where} did not answer within ${limit}`,
      'check the network, and that timeout and poll are long enough',
    );
  const mend =
    lastStatus === 429 || lastStatus === 400 ? MEND_THROTTLED : 'try again; look at the health of AWS';
  return down(`${where} answered ${lastStatus}, and again until ${limit} were over`, mend);
}

/** Nothing came back. */
function unanswered(where: string, error: Error, code: string | null, secrets: readonly string[]): Trouble {
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError')
    return down(`no AWS credentials were found: ${shown(error.message, secrets)}`, MEND_CREDENTIALS);
  if (/region is missing/i.test(error.message))
    return down('no region is named', 'write sources.cloudwatch.region, or set AWS_REGION');
  if (error instanceof SyntaxError) return garbage('something that is no JSON');
  return down(`${where} can't be reached (${shown(code ?? error.message, secrets)})`, mendOfNetwork(code));
}

interface Answered {
  readonly where: string;
  readonly status: number;
  readonly error: Error;
  readonly said: string;
  readonly purpose: Purpose;
}

/** An error that AWS, or something before it, told with a status. */
function answered({ where, status, error, said, purpose }: Answered): Trouble {
  const why = `${where} answered ${status}${said === '' ? '' : `: ${said}`}`;
  if (status >= 200 && status < 300)
    return garbage(error instanceof SyntaxError ? 'something that is no JSON' : 'JSON of another form');
  if (status >= 300 && status < 400)
    return down(`${where} redirects (${status})`, 'name the API itself in sources.cloudwatch.endpoint');
  if (THROTTLED.test(error.name) || status === 429) return down(why, MEND_THROTTLED);
  if (CREDENTIALS.test(error.name))
    return down(why, `check the credentials and the clock of this machine: ${MEND_CREDENTIALS}`);
  if (error.name.startsWith('AccessDenied') || status === 401 || status === 403)
    return down(why, `allow ${purpose.permissions} to these credentials`);
  if (status === 404) return down(why, 'there is no CloudWatch: check sources.cloudwatch.endpoint');
  if (status >= 500) return down(why, 'try again; look at the health of AWS');
  return down(why, purpose.mendRefused);
}

const THROTTLED = /^(?:Throttl|TooManyRequests|RequestLimitExceeded|LimitExceeded|RequestThrottled)/;
const CREDENTIALS =
  /^(?:UnrecognizedClient|InvalidClientTokenId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|ExpiredToken|RequestExpired|MissingAuthenticationToken|AuthFailure)/;
const MEND_THROTTLED = 'ask less often: write a longer analysis.poll, or have the quota raised';

/** AWS' own name of an error, and its words. */
function saidBy(error: Error, secrets: readonly string[]): string {
  const name = /^(?:Error|Unknown\w*)$/.test(error.name) ? '' : error.name;
  const message = error.message.startsWith('Unknown') ? '' : error.message;
  return shown([name, message].filter((text) => text !== '').join(': '), secrets);
}

/** The status of the answer that an error of the SDK's stands for. */
function statusOf(error: Error): number | null {
  if (!('$metadata' in error)) return null;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

function mendOfNetwork(code: string | null): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there: check sources.cloudwatch.endpoint';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'check the region, and sources.cloudwatch.endpoint where there is one';
    case null:
    default:
      return 'check the network, and what stands in between';
  }
}
