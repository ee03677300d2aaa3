import { RegistryError } from '../registry-error.ts';
import type { Connection } from '../transport/connection.ts';
import { drop, headerOf, type Answer } from '../transport/exchange.ts';
import { isPassing, pauseBefore } from '../transport/patience.ts';
import { troubleOf } from '../transport/status.ts';
import type { BlobSource } from './blob.ts';

const MOST_ATTEMPTS = 5;

/** sent: as a whole, and perhaps more than once. there: nothing had to be sent. */
export type BlobPushed = 'sent' | 'there';

/**
 * Brings a blob into a repository. Where a transfer breaks off it goes on from what the registry has, or begins anew where
 * the registry can't.
 * @throws RegistryError
 */
export async function pushBlob(connection: Connection, blob: BlobSource): Promise<BlobPushed> {
  let upload: Upload | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      // Asked each time: the answer to an upload may be lost after the registry has it all.
      if (upload === null && (await isThere(connection, blob))) return attempt === 1 ? 'there' : 'sent';
      upload ??= { at: await begin(connection), from: 0 };
      await send(connection, blob, upload);
      return 'sent';
    } catch (error) {
      // Where both do not agree on what was there already, the whole may still pass.
      const isStitched: boolean = upload !== null && upload.from > 0 && isBroken(error);
      if ((!isCut(error) && !isStitched) || attempt === MOST_ATTEMPTS) throw error;
      await connection.access.wait(pauseBefore(attempt));
      upload = upload === null || isStitched ? null : await standing(connection, upload.at, blob.size);
    }
  }
}

interface Upload {
  /** Where the registry wants what comes next. */
  readonly at: URL;
  /** How many bytes it has. */
  readonly from: number;
}

/** Passing trouble, after which the same thing may work. */
function isCut(error: unknown): boolean {
  return error instanceof RegistryError && (error.kind === 'unreachable' || error.kind === 'throttled');
}

function isBroken(error: unknown): boolean {
  return error instanceof RegistryError && (error.kind === 'broken' || error.kind === 'mismatch');
}

async function isThere(connection: Connection, { digest, size }: BlobSource): Promise<boolean> {
  const answer = await connection.ask({ method: 'HEAD', to: `blobs/${digest}`, right: 'push' });
  drop(answer);
  if (answer.status === 404) return false;
  if (answer.status !== 200) throw await troubleOf(answer, connection, `look for the blob ${digest}`);
  const length = headerOf(answer, 'content-length');
  if (length === null || Number(length) === size) return true;
  throw new RegistryError(
    'mismatch',
    `the registry of ${connection.place} has ${digest} with ${connection.shown(length)} bytes in place of ${size}`,
    'do not use it: ask who runs the registry',
  );
}

async function begin(connection: Connection): Promise<URL> {
  const answer = await connection.ask({ method: 'POST', to: 'blobs/uploads/', right: 'push' });
  if (answer.status !== 202) throw await troubleOf(answer, connection, 'begin an upload');
  drop(answer);
  return connection.locate(answer);
}

async function send(connection: Connection, blob: BlobSource, { at, from }: Upload): Promise<void> {
  if (from === 0) {
    await put(connection, blob, at, blob.size);
    return;
  }
  // What is missing, and then the end: a registry takes no offset with the last request.
  let next = at;
  if (from < blob.size) {
    const answer = await connection.ask({
      method: 'PATCH',
      to: at,
      right: 'push',
      headers: {
        'content-type': 'application/octet-stream',
        'content-range': `${from}-${blob.size - 1}`,
      },
      payload: { size: blob.size - from, open: () => blob.open(from) },
      once: true,
    });
    if (answer.status !== 202) throw await asCut(answer, connection, `go on with the blob ${blob.digest}`);
    drop(answer);
    next = connection.locate(answer);
  }
  await put(connection, blob, next, 0);
}

/** The last request of an upload, with the whole blob or with nothing. */
async function put(connection: Connection, blob: BlobSource, at: URL, size: number): Promise<void> {
  const to = new URL(at);
  to.searchParams.set('digest', blob.digest);
  const answer = await connection.ask({
    method: 'PUT',
    to,
    right: 'push',
    headers: { 'content-type': 'application/octet-stream' },
    payload: size === 0 ? null : { size, open: () => blob.open(0) },
    once: true,
  });
  if (answer.status !== 201) throw await asCut(answer, connection, `push the blob ${blob.digest}`);
  drop(answer);
  const said = headerOf(answer, 'docker-content-digest');
  if (said === null || said === blob.digest) return;
  throw new RegistryError(
    'mismatch',
    `the registry of ${connection.place} was sent ${blob.digest} and stored ${connection.shown(said)}`,
    'do not use it: ask who runs the registry why it changes what it is given',
  );
}

/** A registry that has lost an upload, or does not agree on how far it is, may still take another one. */
async function asCut(answer: Answer, connection: Connection, doing: string): Promise<RegistryError> {
  const trouble = await troubleOf(answer, connection, doing);
  const isLost = answer.status === 404 || answer.status === 416 || isPassing(answer.status);
  if (!isLost || trouble.kind === 'full') return trouble;
  return trouble.kind === 'throttled'
    ? trouble
    : new RegistryError('unreachable', trouble.message, trouble.mend);
}

/** How far the registry is with an upload; null where it has to begin anew. */
async function standing(connection: Connection, at: URL, size: number): Promise<Upload | null> {
  try {
    const answer = await connection.ask({ method: 'GET', to: at, right: 'push', once: true });
    drop(answer);
    if (answer.status !== 204) return null;
    // "0-0" is what some say of nothing, others of one byte.
    const end = Number(/^(?:bytes=)?0-(\d+)$/.exec(headerOf(answer, 'range') ?? '')?.[1] ?? 0);
    if (end === 0 || end >= size) return null;
    return { at: headerOf(answer, 'location') === null ? at : connection.locate(answer), from: end + 1 };
  } catch (error) {
    if (error instanceof RegistryError && error.kind !== 'refused') return null;
    throw error;
  }
}
