import type { ServerResponse } from 'node:http';
import { serve } from './loopback.ts';
import type { Loopback } from './loopback.ts';

/** LaunchDarkly's streaming endpoint for server-side SDKs, and nothing else of it. */
export interface FakeLaunchDarkly extends Loopback {
  /** Sends a flag to all who listen. */
  change(flag: LaunchDarklyFlag): void;
  /** From now on: the status of every answer. */
  fail(status: number): void;
}

export interface LaunchDarklyFlag {
  readonly key: string;
  readonly version: number;
  readonly on: boolean;
  readonly variations: readonly unknown[];
  readonly offVariation: number | null;
  readonly fallthrough: { readonly variation: number };
  readonly rules: readonly unknown[];
}

export function flag(
  key: string,
  variations: readonly unknown[],
  more: Partial<LaunchDarklyFlag> = {},
): LaunchDarklyFlag {
  return {
    key,
    version: 1,
    on: true,
    variations,
    offVariation: null,
    fallthrough: { variation: 0 },
    rules: [],
    ...more,
  };
}

export async function serveLaunchDarkly(
  flags: readonly LaunchDarklyFlag[],
  sdkKey: string,
): Promise<FakeLaunchDarkly> {
  const listeners = new Set<ServerResponse>();
  let status = 200;
  const server = await serve((request, response) => {
    const allowed = request.headers.authorization === sdkKey;
    if (request.url !== '/all' || !allowed || status !== 200) {
      response.writeHead(status === 200 ? (allowed ? 404 : 401) : status).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const data = { flags: Object.fromEntries(flags.map((one) => [one.key, one])), segments: {} };
    response.write(`event: put\ndata: ${JSON.stringify({ path: '/', data })}\n\n`);
    listeners.add(response);
    response.once('close', () => listeners.delete(response));
  });
  return {
    ...server,
    change(changed) {
      const data = JSON.stringify({ path: `/flags/${changed.key}`, data: changed });
      for (const listener of listeners) listener.write(`event: patch\ndata: ${data}\n\n`);
    },
    fail(code) {
      status = code;
    },
  };
}
