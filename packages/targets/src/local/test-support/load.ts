import { Agent, request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  readonly status: number;
  readonly release: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request; rejects when the connection breaks. */
export async function fetchText(
  url: string,
  options: { readonly method?: string; readonly agent?: Agent | false; readonly body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = 'GET', agent = false, body } = options;
    const outgoing = request(url, { method, agent }, (answer) => {
      const release = answer.headers['x-glidepath-release'];
      text(answer).then((content) => {
        resolve({
          status: answer.statusCode ?? 0,
          release: typeof release === 'string' ? release : null,
          headers: answer.headers,
          body: content,
        });
        return undefined;
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export interface Load {
  readonly count: number;
  /** What went wrong, as clients saw it. */
  readonly failures: readonly string[];
  readonly byRelease: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

/** Clients that keep their connections and ask again and again: `paths` in turn. */
export function startLoad(url: string, clients: number, paths: readonly string[] = ['/'], pauseMs = 2): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const failures: string[] = [];
  const byRelease = new Map<string, number>();
  let count = 0;
  const ending = new AbortController();

  async function client(): Promise<void> {
    for (let turn = 0; !ending.signal.aborted; turn++) {
      const path = paths[turn % paths.length] ?? '/';
      count += 1;
      try {
        const { status, release, body } = await fetchText(`${url}${path}`, { agent });
        if (status >= 400) failures.push(`${path}: ${status} ${body}`);
        const name = release ?? 'nobody';
        byRelease.set(name, (byRelease.get(name) ?? 0) + 1);
      } catch (error) {
        failures.push(`${path}: ${String(error)}`);
      }
      await sleep(pauseMs);
    }
  }

  const running = Array.from({ length: clients }, client);
  return {
    get count() {
      return count;
    },
    failures,
    byRelease,
    async stop() {
      ending.abort();
      await Promise.all(running);
      agent.destroy();
    },
  };
}
