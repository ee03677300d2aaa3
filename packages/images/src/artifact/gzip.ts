import { Deflate } from 'pako';

/**
 * Compresses to the same bytes on every machine. Node's own zlib does not: its output depends on its version and on the
 * processor, and its header names the system. Here the header has no time, and no name.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let ready: Uint8Array[] = [];
  const deflate = new Deflate({ gzip: true, level: 6 });
  deflate.onData = (chunk) => ready.push(chunk);
  for await (const chunk of source) {
    deflate.push(chunk, false);
    yield* ready;
    ready = [];
  }
  deflate.push(new Uint8Array(), true);
  if (deflate.err !== 0) throw new Error(`it can't be compressed: ${deflate.msg}`);
  yield* ready;
}
