import { EventEmitter, on } from 'node:events';
import * as z from 'zod/mini';
import { KubeError, kubeObject, type KubeObject } from '../api.ts';
import type { KubeClient } from '../client.ts';
import type { WatchLine } from '../followed.ts';

/** Objects of one kind, with versions and watches as an API server has them; a test says when it tells them. */
export class MemoryServer {
  readonly path: string;
  readonly asked: string[] = [];
  readonly objects = new Map<string, KubeObject>();
  /** Watches that are open. */
  readonly open = new Set<AbortController>();
  /** What a watch is refused with, if it is. */
  refusal: KubeError | null = null;
  /** Whether watches may begin with what is there. */
  whole = true;
  /** As long as it is set nothing is told. */
  isSlow = false;
  readonly #told = new EventEmitter();
  #version = 10;

  constructor(path: string) {
    this.path = path;
  }

  /** Somebody writes. */
  put(name: string, fields: object = {}): KubeObject {
    const object = z.parse(kubeObject, {
      ...fields,
      metadata: { name, uid: `uid-${name}`, resourceVersion: String(++this.#version) },
    });
    const type = this.objects.has(name) ? 'MODIFIED' : 'ADDED';
    this.objects.set(name, object);
    this.tell({ type, object });
    return object;
  }

  drop(name: string): void {
    const object = this.objects.get(name);
    if (object === undefined) return;
    this.objects.delete(name);
    const metadata = { ...object.metadata, resourceVersion: String(++this.#version) };
    this.tell({ type: 'DELETED', object: { ...object, metadata } });
  }

  tell(line: WatchLine): void {
    if (!this.isSlow) this.#told.emit('line', line);
  }

  /** Ends all watches, as a server that goes away. */
  cut(): void {
    for (const each of this.open) each.abort();
  }

  get client(): KubeClient {
    const named = (path: string): string => path.slice(this.path.length + 1);
    return {
      get: async (path) => {
        this.asked.push('get');
        return this.objects.get(named(path)) ?? null;
      },
      list: async () => {
        this.asked.push('list');
        return [...this.objects.values()];
      },
      page: async (_, query) => {
        this.asked.push('list');
        return { version: String(this.#version), items: this.#selected(query) };
      },
      apply: async (path) => this.#written(named(path)),
      replace: async (path) => this.#written(named(path)),
      tryReplace: async (path) => this.#written(named(path)),
      patch: async (path) => this.#written(named(path)),
      remove: async (path) => {
        this.asked.push('delete');
        this.drop(named(path));
        return true;
      },
      stream: (_, query, signal) => this.#stream(query, signal),
      close: async () => this.cut(),
    };
  }

  async #written(name: string): Promise<KubeObject> {
    this.asked.push('write');
    return this.put(name, { by: 'us' });
  }

  async *#stream(query: string, signal: AbortSignal): AsyncGenerator<WatchLine> {
    this.asked.push('watch');
    if (this.refusal !== null) throw this.refusal;
    const asksWhole = query.includes('sendInitialEvents');
    if (asksWhole && !this.whole) throw new KubeError('forbidden for watch', true, 422, 'Invalid');
    const end = new AbortController();
    this.open.add(end);
    const lines = on(this.#told, 'line', { signal: AbortSignal.any([signal, end.signal]) });
    try {
      if (asksWhole) {
        for (const object of this.#selected(query)) yield { type: 'ADDED', object };
        yield {
          type: 'BOOKMARK',
          object: {
            metadata: {
              resourceVersion: String(this.#version),
              annotations: { 'k8s.io/initial-events-end': 'true' },
            },
          },
        };
      }
      for await (const [line] of lines) {
        const told = z.parse(z.object({ type: z.string(), object: z.looseObject({}) }), line);
        yield told;
      }
    } finally {
      this.open.delete(end);
    }
  }

  #selected(query = ''): readonly KubeObject[] {
    const name = /metadata\.name%3D([^&]+)/.exec(query)?.[1];
    return [...this.objects.values()].filter(({ metadata }) => name === undefined || metadata.name === name);
  }
}
