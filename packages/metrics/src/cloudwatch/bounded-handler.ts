import { Readable, Transform } from 'node:stream';
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { HttpHandlerOptions } from '@smithy/types';

/** More than the counts of a service need. */
export const LARGEST_ANSWER = 8 * 1024 * 1024;

export class TooLarge extends Error {
  override readonly name = 'TooLarge';
}

/** Cuts off what answers without end, and knows what the last answer's status was. */
export class BoundedHandler extends NodeHttpHandler {
  lastStatus: number | null = null;

  override async handle(
    request: HttpRequest,
    options?: HttpHandlerOptions,
  ): Promise<{ response: HttpResponse }> {
    const { response } = await super.handle(request, options);
    this.lastStatus = response.statusCode;
    const body: unknown = response.body;
    if (body instanceof Readable) response.body = bounded(body);
    return { response };
  }
}

function bounded(body: Readable): Transform {
  let size = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _, done) {
      size += chunk.length;
      if (size <= LARGEST_ANSWER) done(null, chunk);
      else done(new TooLarge());
    },
  });
  limited.once('error', () => body.destroy());
  body.once('error', (error) => limited.destroy(error));
  return body.pipe(limited);
}
