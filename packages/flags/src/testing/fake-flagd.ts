import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from '@grpc/grpc-js';

/** flagd's evaluation service, version 2, in the few fields that a test needs. The bytes are protobuf's own. */

const PATH = '/flagd.evaluation.v2.Service';
/** field 1, a varint: true. */
const TRUE = Buffer.from([0x08, 1]);

export interface FlagdReply {
  readonly value?: Buffer;
  readonly reason?: string;
  readonly variant?: string;
  /** In place of an answer. */
  readonly error?: { readonly code: status; readonly details: string };
}

export const replies = {
  true: { value: TRUE, reason: 'STATIC', variant: 'on' },
  text: { value: text(1, 'all'), reason: 'STATIC', variant: 'a' },
  nothing: { reason: 'DISABLED' },
  missing: { error: { code: status.NOT_FOUND, details: 'flag not found' } },
  mismatch: { error: { code: status.INVALID_ARGUMENT, details: 'type mismatch' } },
  fault: { error: { code: status.INTERNAL, details: 'cannot evaluate' } },
  forbidden: { error: { code: status.PERMISSION_DENIED, details: 'permission denied' } },
} satisfies Record<string, FlagdReply>;

export interface FakeFlagd {
  readonly port: number;
  /** The requests to resolve, as they came. */
  readonly asked: readonly Buffer[];
  close(): void;
}

/** @param first what the event stream says: ready, or a refusal */
export async function serveFlagd(reply: FlagdReply, refuse = false, port = 0): Promise<FakeFlagd> {
  const asked: Buffer[] = [];
  const bytes = {
    requestSerialize: same,
    requestDeserialize: same,
    responseSerialize: same,
    responseDeserialize: same,
  };
  const unary = (name: string) => ({
    path: `${PATH}/${name}`,
    requestStream: false,
    responseStream: false,
    ...bytes,
  });
  const resolve = (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>): void => {
    asked.push(call.request);
    if (reply.error !== undefined) callback(reply.error);
    else callback(null, messageOf(reply));
  };
  const server = new Server();
  server.addService(
    {
      ResolveBoolean: unary('ResolveBoolean'),
      ResolveString: unary('ResolveString'),
      EventStream: { ...unary('EventStream'), responseStream: true },
    },
    {
      ResolveBoolean: resolve,
      ResolveString: resolve,
      EventStream(call: ServerWritableStream<Buffer, Buffer>) {
        if (refuse) call.emit('error', { code: status.PERMISSION_DENIED, details: 'no' });
        else call.write(text(1, 'provider_ready'));
      },
    },
  );
  const bound = await new Promise<number>((done, fail) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
      error === null ? done(at) : fail(error),
    );
  });
  return { port: bound, asked, close: () => server.forceShutdown() };
}

function messageOf({ value = Buffer.alloc(0), reason = '', variant }: FlagdReply): Buffer {
  return Buffer.concat([value, text(2, reason), variant === undefined ? Buffer.alloc(0) : text(3, variant)]);
}

/** A field of type string: short ones only. */
function text(field: number, words: string): Buffer {
  const bytes = Buffer.from(words);
  return Buffer.concat([Buffer.from([field * 8 + 2, bytes.length]), bytes]);
}

function same(bytes: Buffer): Buffer {
  return bytes;
}
