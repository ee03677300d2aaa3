import { createHmac } from 'node:crypto';
import type { Address } from './address.ts';
import type { News } from './news.ts';
import { payloadOf } from './payload.ts';
import type { Message } from './post.ts';

/** A notice as JSON. The signature is over the body's bytes, so the receiver checks it before reading anything. */
export function webhookMessage(news: News, { headers, secret }: Address): Message {
  const body = JSON.stringify(payloadOf(news));
  return {
    body,
    headers: {
      ...headers,
      // The same entry is the same notice, however often it arrives.
      'idempotency-key': news.entry,
      ...(secret === null ? {} : { 'x-glidepath-signature-256': signatureOf(body, secret) }),
    },
  };
}

/** HMAC-SHA-256 (RFC 2104), written as GitHub writes the one of its own webhooks. */
function signatureOf(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
