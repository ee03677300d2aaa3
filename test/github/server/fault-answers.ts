import type { Fault } from './faults.ts';
import type { Reply } from './reply.ts';
import { errorBody } from './reply.ts';

const LIMITS = 'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api';
/** A page of the proxies before GitHub, no JSON. */
const UNICORN =
  '<!DOCTYPE html><html><head><title>Unicorn! &middot; GitHub</title></head><body></body></html>';

/** What GitHub answers in this trouble; null where the fault is not a matter of the answer. */
export function faultAnswer(fault: Fault): Reply | null {
  switch (fault.kind) {
    case 'status': {
      const { status, message = wording(status), headers = {}, html = false } = fault;
      if (html) return { status, headers, body: UNICORN, type: 'text/html' };
      return { status, headers, body: errorBody(status, message, 'https://docs.github.com/rest') };
    }
    case 'rate-limit':
      return rateLimited(fault.status ?? 403, fault.bare === true ? null : (fault.resetIn ?? 60));
    case 'secondary-limit': {
      const { status = 403, retryAfter = null } = fault;
      return {
        status,
        headers: retryAfter === null ? {} : { 'retry-after': String(retryAfter) },
        body: errorBody(
          status,
          'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
          `${LIMITS}#about-secondary-rate-limits`,
        ),
      };
    }
    case 'timeout':
    case 'reset':
    case 'truncated':
    case 'lost-answer':
    case 'slow':
      return null;
  }
}

/** The budget is spent. @param resetIn seconds until there is a new one; null: no header says so */
export function rateLimited(status: 403 | 429, resetIn: number | null): Reply {
  const headers =
    resetIn === null
      ? {}
      : {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + resetIn),
        };
  const message = 'API rate limit exceeded for installation ID 51337.';
  return { status, headers, body: errorBody(status, message, LIMITS) };
}

function wording(status: number): string {
  switch (status) {
    case 409:
      return 'Conflict';
    case 422:
      return 'Validation Failed';
    case 502:
    case 503:
    case 504:
      return 'We could not respond to your request in time. Sorry about that.';
    default:
      return 'Server Error';
  }
}
