import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Loopback, type Asked } from './loopback.ts';

interface Stored {
  readonly bytes: Buffer;
  readonly type: string;
}

/** A registry in memory that takes everything from everybody: it ends with the test. */
export class MemoryRegistry {
  /** By `repository@digest` or `repository:tag`. */
  readonly manifests = new Map<string, Stored>();
  readonly blobs = new Map<string, Buffer>();
  /** Answers 403 to whatever would write. */
  readOnly = false;
  #loopback: Loopback | null = null;

  static async start(): Promise<MemoryRegistry> {
    const registry = new MemoryRegistry();
    registry.#loopback = await Loopback.start((asked, response) => registry.#answer(asked, response));
    return registry;
  }

  get host(): string {
    return this.#server.host;
  }

  /** `PUT /v2/shop/app/manifests/1`, in their order. */
  get lines(): readonly string[] {
    return this.#server.lines;
  }

  get #server(): Loopback {
    if (this.#loopback === null) throw new Error('the registry was not started');
    return this.#loopback;
  }

  #answer({ method, path, query, headers, body }: Asked, response: ServerResponse): void {
    const end = (status: number, more: Record<string, string> = {}, bytes?: Buffer): void => {
      response.writeHead(status, more).end(method === 'HEAD' ? undefined : bytes);
    };
    if (this.readOnly && method !== 'GET' && method !== 'HEAD') {
      end(403, {}, Buffer.from('{"errors":[{"code":"DENIED","message":"requested access is denied"}]}'));
      return;
    }
    const [, repository = '', kind = '', name = ''] =
      /^\/v2\/(.+)\/(manifests|blobs)\/(.*)$/.exec(path) ?? [];
    if (kind === 'manifests')
      this.#manifest(method, repository, name, headers['content-type'] ?? '', body, end);
    else if (kind === 'blobs') this.#blob(method, path, name, query.get('digest'), body, end);
    else end(404);
  }

  #manifest(method: string, repository: string, name: string, type: string, body: Buffer, end: End): void {
    const key = (which: string): string => `${repository}${which.includes(':') ? '@' : ':'}${which}`;
    if (method === 'PUT') {
      for (const which of [name, digestOf(body)]) this.manifests.set(key(which), { bytes: body, type });
      end(201, { 'docker-content-digest': digestOf(body) });
      return;
    }
    const found = this.manifests.get(key(name));
    if (found === undefined) end(404);
    else
      end(
        200,
        {
          'content-type': found.type,
          'content-length': String(found.bytes.length),
          'docker-content-digest': digestOf(found.bytes),
        },
        found.bytes,
      );
  }

  #blob(method: string, path: string, name: string, digest: string | null, body: Buffer, end: End): void {
    switch (method) {
      case 'POST':
        end(202, { location: `${path}1` });
        return;
      case 'PUT':
        this.blobs.set(digest ?? '', body);
        end(201, { 'docker-content-digest': digest ?? '' });
        return;
      default: {
        const found = this.blobs.get(name);
        if (found === undefined) end(404);
        else end(200, { 'content-length': String(found.length) }, found);
      }
    }
  }
}

type End = (status: number, headers?: Record<string, string>, bytes?: Buffer) => void;

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
