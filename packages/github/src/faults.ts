import { stripVTControlCharacters } from 'node:util';
import { instant, type Instant } from '@glidepath/model';
import { clip, oneLine } from '@glidepath/report/foreign-text';
import * as z from 'zod/mini';
import { acceptedPermissions, isGrantable, permissionLines, permissionOf } from './permissions.ts';

/** What can go wrong with a call. */
export type GitHubFault =
  /** 401: the token is not accepted. */
  | 'unauthorized'
  /** 403: the token may not. */
  | 'forbidden'
  /** 404, 410: it is not there, or this token may not know of it. */
  | 'not-found'
  /** 409 */
  | 'conflict'
  /** Any other 4xx, such as 422, and a redirect of a write. Nothing was changed. */
  | 'refused'
  /** 403 or 429 because of too many calls; and every call from then on, without asking, until the limit is lifted. */
  | 'rate-limited'
  /** 5xx: it may have happened all the same. */
  | 'failed'
  /** No answer: it may have happened all the same. */
  | 'unreachable'
  /** An answer that is not what GitHub documents: it may have happened. */
  | 'misunderstood';

/** A call that GitHub did not grant. The message is for users: what was wrong, where, and how to mend it. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  readonly fault: GitHubFault;
  /** Null without an answer. */
  readonly status: number | null;
  /** GitHub's own words, made safe to show. */
  readonly said: string;
  /** When a rate limit is lifted, where GitHub tells. */
  readonly until: Instant | null;

  constructor(
    fault: GitHubFault,
    message: string,
    {
      status = null,
      said = '',
      until = null,
      cause,
    }: Partial<Pick<GitHubError, 'status' | 'said' | 'until' | 'cause'>>,
  ) {
    super(message, { cause });
    this.fault = fault;
    this.status = status;
    this.said = said;
    this.until = until;
  }
}

/** Where the call went. */
export interface Whereabouts {
  readonly apiUrl: string;
  readonly owner: string;
  readonly repo: string;
}

const headersSchema = z.record(z.string(), z.unknown());
/** An octokit's error, as far as it is used. Without a response there was no answer. */
const failureSchema = z.object({
  status: z.number(),
  message: z.string(),
  request: z.object({ method: z.string(), url: z.string() }),
  response: z.optional(z.object({ headers: headersSchema, data: z.unknown() })),
});
export type Failure = z.output<typeof failureSchema>;

/** What octokit threw, where it was a call that failed; null for anything else. */
export function failureOf(error: unknown): Failure | null {
  const parsed = z.safeParse(failureSchema, error);
  return parsed.success ? parsed.data : null;
}

/** Any error of a call as one for users. An error that is not of a call comes back as it is. */
export function explain(error: unknown, where: Whereabouts, now: Instant): unknown {
  const failure = error instanceof GitHubError ? null : failureOf(error);
  if (failure === null) return error;
  const fault = faultOf(failure);
  const said = plain(saidBy(failure));
  const until = fault === 'rate-limited' ? liftedAt(failure, now) : null;
  const status = failure.response === undefined ? null : failure.status;
  return new GitHubError(fault, sentence(fault, failure, said, until, where), {
    status,
    said,
    until,
    cause: error,
  });
}

/** An answer that does not hold what GitHub documents. */
export function misunderstood(what: string, { apiUrl }: Pick<Whereabouts, 'apiUrl'>): GitHubError {
  return new GitHubError(
    'misunderstood',
    `${apiUrl} did not answer as GitHub does: ${what}. Is GITHUB_API_URL right, or is a proxy in between?`,
    {},
  );
}

/** Whether GitHub refused because of too many calls, by its docs on rate limits: a 429, or a 403 that says so. */
export function isRateLimited({ status, message, response }: Failure): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return /rate limit|abuse detection/i.test(message) || headerOf(response, 'retry-after') !== null;
}

/** Foreign text on one line, without what would steer a terminal, cut where it is long. */
export function plain(text: string): string {
  return clip(oneLine(stripVTControlCharacters(text.toWellFormed())), 300);
}

function faultOf(failure: Failure): GitHubFault {
  const { status, response } = failure;
  if (response === undefined) return 'unreachable';
  if (isRateLimited(failure)) return 'rate-limited';
  switch (status) {
    case 401:
      return 'unauthorized';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'not-found';
    case 409:
      return 'conflict';
    default:
      return status >= 500 ? 'failed' : 'refused';
  }
}

function sentence(
  fault: GitHubFault,
  failure: Failure,
  said: string,
  until: Instant | null,
  { apiUrl, owner, repo }: Whereabouts,
): string {
  const { method, url } = failure.request;
  const path = pathOf(url, apiUrl);
  const call = plain(`${method} ${path}`);
  const place = `${owner}/${repo}`;
  const answer = `${failure.status}${said === '' ? '' : `: ${said}`}`;
  switch (fault) {
    case 'unauthorized':
      return (
        `GitHub does not accept the token (${answer}). It has run out, was revoked, or belongs to another server than ` +
        `${apiUrl}. In a workflow pass token: \${{ github.token }}.`
      );
    case 'forbidden':
      // GitHub also forbids what no permission helps with, such as a write to an archived repository.
      return MISSING.test(said)
        ? `The token may not do this in ${place} (${call}, ${answer}). ${permissionMend(failure, path)}`
        : `GitHub does not let this token do this in ${place} (${call}, ${answer}).`;
    case 'not-found':
      return (
        `GitHub shows no such thing in ${place} to this token (${call}, ${answer}). Either it is not there, or the token ` +
        `may not see it. ${permissionMend(failure, path)}`
      );
    case 'conflict':
      return `GitHub refused ${call} (${answer}).${/\bempty\b/i.test(said) ? ' Push a first commit.' : ''}`;
    case 'refused':
      return failure.status < 400
        ? `${place} has been renamed or moved (${call}, ${answer}). Run it again under its new name.`
        : `GitHub refused ${call} (${answer}).`;
    case 'rate-limited':
      return (
        `GitHub takes no more calls with this token ${until === null ? 'for now' : `before ${iso(until)}`} (${answer}). ` +
        'Run it again then. All runs of a repository share its limit: see which make many calls.'
      );
    case 'failed':
      return `GitHub failed at ${call} (${answer}). See https://www.githubstatus.com and run it again.`;
    case 'unreachable':
      return `GitHub cannot be reached at ${apiUrl} (${call}: ${said}). Check the network and GITHUB_API_URL.`;
    case 'misunderstood':
      return misunderstood(answer, { apiUrl }).message;
  }
}

/** How GitHub says that a token lacks a permission. */
const MISSING = /not accessible|permission|must have|scope/i;

/** The lines of YAML that are missing, where they can be written at all. */
function permissionMend({ request, response }: Failure, path: string): string {
  const needed = permissionOf(request.method, path);
  const accepted = acceptedPermissions(headerOf(response, 'x-accepted-github-permissions') ?? '');
  const permissions = accepted ?? (needed === null ? null : [needed]);
  if (permissions === null) return 'Give the token access, or use one that has it.';
  const list = permissions.map(({ name, access }) => `"${name}: ${access}"`).join(' and ');
  if (!isGrantable(permissions)) {
    return `A workflow's own token cannot have the permission ${list}: use the token of a GitHub App or of a person.`;
  }
  return (
    'Add what is missing to the job that runs this (a job with a "permissions" block has nothing that is not in it), or ' +
    `give the token ${list}:\n\n${permissionLines(permissions)}`
  );
}

function saidBy({ message, response }: Failure): string {
  const body = z.safeParse(z.object({ message: z.string() }), response?.data);
  // A page of some proxy, no word of GitHub's.
  if (!body.success) return response === undefined ? message : '';
  // The address of the documentation, which octokit puts behind, says nothing of the case.
  const errors = z.safeParse(z.object({ errors: z.array(z.unknown()) }), response?.data);
  return errors.success ? `${body.data.message} ${JSON.stringify(errors.data.errors)}` : body.data.message;
}

/**
 * When to call again: `retry-after` in seconds, or the moment in `x-ratelimit-reset` where nothing remains. A second more,
 * since both are whole seconds.
 */
function liftedAt({ response }: Failure, now: Instant): Instant | null {
  const after = numberOf(headerOf(response, 'retry-after'));
  if (after !== null) return instant(now + (after + 1) * 1000);
  const reset = numberOf(headerOf(response, 'x-ratelimit-reset'));
  const spent = headerOf(response, 'x-ratelimit-remaining') === '0';
  return spent && reset !== null ? instant((reset + 1) * 1000) : null;
}

function headerOf(response: Failure['response'], name: string): string | null {
  const value = response?.headers[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : null;
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/** The path below the API's address, as GitHub's docs name it. */
function pathOf(url: string, apiUrl: string): string {
  const whole = URL.parse(url)?.pathname ?? url;
  const base = URL.parse(apiUrl)?.pathname.replace(/\/$/, '') ?? '';
  return whole.startsWith(base) ? whole.slice(base.length) : whole;
}

function iso(at: Instant): string {
  return new Date(Math.min(at, 8.64e15)).toISOString();
}
