import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import { KubeError, kubeObject, type KubeObject } from './api.ts';

/** How a collection can be followed; see client.ts. */
export interface Streams {
  page(path: string, query?: string): Promise<Page>;
  /**
   * A watch as it comes, until the server ends it.
   * @throws TargetError where it ends otherwise
   */
  stream(path: string, query: string, signal: AbortSignal): AsyncIterable<WatchLine>;
}

/** What is there, as of a version of the whole. */
export interface Page {
  readonly version: string;
  readonly items: readonly KubeObject[];
}

export interface WatchLine {
  readonly type: string;
  readonly object: object;
}

/** All objects of a kind in a namespace that a selector names. */
export interface Collection {
  /** Such as /api/v1/namespaces/shop/pods. */
  readonly path: string;
  /** Such as `labelSelector=a%3Db`. */
  readonly selector: string;
}

/** What is known of an API server, for all that is followed there. */
export interface Manners {
  /** Whether a watch may begin with what is there: since Kubernetes 1.34. */
  whole: boolean;
}

/** A server tells at least a bookmark a minute or a little more; one that is silent longer is not there any more. */
export const SILENT_MS = 90_000;
/** For all that is there to come; a server that can't tell its end is asked in another way. */
const OPENING_MS = 5_000;
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A watch that lives so long was no failed attempt. */
const LIVED_MS = 10_000;

const bookmark = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    annotations: z.optional(z.record(z.string(), z.string())),
  }),
});
const status = z.object({ code: z.optional(z.number()), reason: z.optional(z.string()) });

/**
 * A collection as its watch tells it. Each watch begins with all that is there, so nothing is ever missed in between, and a
 * version that has become too old is no case of its own. What is known counts only while the watch lives: else it is null,
 * and who wants to know has to read.
 */
export class Followed {
  readonly collection: Collection;
  readonly #from: Streams;
  readonly #manners: Manners;
  readonly #refused: (why: KubeError) => void;
  readonly #items = new Map<string, KubeObject>();
  readonly #news = new EventEmitter();
  readonly #end = new AbortController();
  #running: Promise<void> | null = null;
  /** Of the watch that is being opened, or lives. */
  #connection = new AbortController();
  /** Settles once it is known what is there, or that it isn't; null between two attempts. */
  #opening: PromiseWithResolvers<void> | null = null;
  #isFollowed = false;
  /** Whether somebody may have written what no line has told yet. */
  #isDoubted = false;
  #heard = 0;
  #changes = 0;

  constructor(collection: Collection, from: Streams, manners: Manners, refused: (why: KubeError) => void) {
    this.collection = collection;
    this.#from = from;
    this.#manners = manners;
    this.#refused = refused;
  }

  /** What is there; null where only a read can tell. The first call opens the watch. */
  async now(): Promise<readonly KubeObject[] | null> {
    this.#running ??= this.#run();
    await this.#opening?.promise;
    if (!this.#isFollowed || this.#isDoubted) return null;
    if (performance.now() - this.#heard <= SILENT_MS) return [...this.#items.values()];
    this.#cut();
    return null;
  }

  /** Counts the changes. */
  get changes(): number {
    return this.#changes;
  }

  /** Until there was one since `changes`, or a moment has passed. */
  async changed(changes: number, signal: AbortSignal, atMostMs: number): Promise<void> {
    if (this.#changes !== changes) return;
    const until = AbortSignal.any([signal, AbortSignal.timeout(atMostMs)]);
    await once(this.#news, 'change', { signal: until }).catch(() => undefined);
  }

  /** An object as an answer to a write told it: no line that is older counts any more. */
  put(object: KubeObject): void {
    const { name, resourceVersion } = object.metadata;
    if (!/^\d+$/.test(resourceVersion)) {
      this.doubt();
      return;
    }
    const known = this.#items.get(name);
    if (known !== undefined && versionOf(object) <= versionOf(known)) return;
    this.#items.set(name, object);
    this.#change();
  }

  /** Nobody knows what became of a write: the next one who asks has to read. */
  doubt(): void {
    this.#isDoubted = true;
  }

  /** What was read in doubt. */
  read(objects: readonly KubeObject[]): void {
    if (!this.#isDoubted) return;
    this.#isDoubted = false;
    for (const object of objects) this.put(object);
    const names = new Set(objects.map(({ metadata }) => metadata.name));
    // What is gone may still be told by lines that are on their way.
    if (!this.#isFollowed || [...this.#items.keys()].some((name) => !names.has(name))) this.#cut();
  }

  async close(): Promise<void> {
    this.#end.abort();
    this.#connection.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    let pause = SHORTEST_PAUSE_MS;
    while (!signal.aborted) {
      const began = performance.now();
      const { whole } = this.#manners;
      const error = await this.#live(whole);
      if (error instanceof KubeError && error.status === 403) {
        this.#refused(error);
        return;
      }
      // The other way is tried at once.
      if (whole && error !== null && isUnable(error)) {
        this.#manners.whole = false;
        continue;
      }
      if (performance.now() - began > LIVED_MS) pause = SHORTEST_PAUSE_MS;
      await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    }
  }

  /** One watch from its beginning to its end; what ended it, null: the server, in order. */
  async #live(whole: boolean): Promise<unknown> {
    const connection = new AbortController();
    this.#connection = connection;
    const opening = Promise.withResolvers<void>();
    this.#opening = opening;
    const late = setTimeout(() => connection.abort(new Late()), OPENING_MS);
    late.unref();
    try {
      for await (const known of whole ? this.#whole(connection.signal) : this.#paged(connection.signal)) {
        if (connection.signal.aborted) break;
        this.#heard = performance.now();
        if (!known || this.#isFollowed) continue;
        clearTimeout(late);
        this.#isFollowed = true;
        opening.resolve();
        this.#change();
      }
      return null;
    } catch (error) {
      return connection.signal.reason instanceof Late ? connection.signal.reason : error;
    } finally {
      clearTimeout(late);
      this.#isFollowed = false;
      this.#opening = null;
      opening.resolve();
    }
  }

  /** A watch that begins with all that is there and says where that ends; from there on it yields true. */
  async *#whole(signal: AbortSignal): AsyncGenerator<boolean> {
    const query = `${WATCH}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&${this.collection.selector}`;
    let there: KubeObject[] | null = [];
    for await (const { type, object } of this.#from.stream(this.collection.path, query, signal)) {
      if (type === 'BOOKMARK') {
        const { metadata } = z.parse(bookmark, object);
        if (there !== null && metadata.annotations?.['k8s.io/initial-events-end'] === 'true') {
          this.#begin({ version: metadata.resourceVersion, items: there });
          there = null;
        }
      } else if (there === null || type !== 'ADDED') this.#take(type, object);
      else there.push(z.parse(kubeObject, object));
      yield there === null;
    }
  }

  /** A list, and a watch from its version on. */
  async *#paged(signal: AbortSignal): AsyncGenerator<boolean> {
    const { path, selector } = this.collection;
    const page = await this.#from.page(path, selector);
    this.#begin(page);
    yield true;
    const query = `${WATCH}&resourceVersion=${page.version}&${selector}`;
    for await (const { type, object } of this.#from.stream(path, query, signal)) {
      if (type !== 'BOOKMARK') this.#take(type, object);
      yield true;
    }
  }

  /** What was written meanwhile is newer than what a watch begins with. */
  #begin({ version, items }: Page): void {
    const at = BigInt(version);
    const names = new Set(items.map(({ metadata }) => metadata.name));
    for (const [name, object] of this.#items)
      if (!names.has(name) && versionOf(object) <= at) this.#items.delete(name);
    for (const object of items) this.put(object);
  }

  #take(type: string, told: object): void {
    if (type === 'ERROR') {
      const { code = 500, reason = '' } = z.parse(status, told);
      throw new KubeError('The API server ended the watch.', false, code, reason);
    }
    const object = z.parse(kubeObject, told);
    if (type !== 'DELETED') {
      this.put(object);
      return;
    }
    const known = this.#items.get(object.metadata.name);
    if (known === undefined || versionOf(known) > versionOf(object)) return;
    this.#items.delete(object.metadata.name);
    this.#change();
  }

  #cut(): void {
    this.#isFollowed = false;
    this.#connection.abort();
  }

  #change(): void {
    this.#changes += 1;
    this.#news.emit('change');
  }
}

const WATCH = 'watch=1&allowWatchBookmarks=true';

class Late extends Error {}

/** It does not know such a watch: too old, or something in between. */
function isUnable(error: unknown): boolean {
  return (
    error instanceof Late || (error instanceof KubeError && (error.status === 400 || error.status === 422))
  );
}

/** Versions of one kind are whole numbers that grow. @throws SyntaxError where they are none */
function versionOf({ metadata }: KubeObject): bigint {
  return BigInt(metadata.resourceVersion);
}
