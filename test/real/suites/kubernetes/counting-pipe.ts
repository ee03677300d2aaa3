import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Passes connections on to a port on loopback, encrypted as they are, and counts what goes through both ways. */
export class CountingPipe implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #bytes = 0;

  private constructor(port: number) {
    this.#server = createServer((near) => {
      this.#join(near, connect(port, '127.0.0.1'));
    });
  }

  static async before(port: number): Promise<CountingPipe> {
    const pipe = new CountingPipe(port);
    pipe.#server.listen(0, '127.0.0.1');
    await once(pipe.#server, 'listening');
    return pipe;
  }

  get url(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the pipe does not listen');
    return `https://127.0.0.1:${address.port}`;
  }

  /** Since they were last taken. */
  take(): number {
    const bytes = this.#bytes;
    this.#bytes = 0;
    return bytes;
  }

  /** Ends what goes through now, as something on the way does that has had enough. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, far: Socket): void {
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.on('data', (chunk: Buffer) => (this.#bytes += chunk.length));
      one.on('error', () => other.destroy());
      one.on('close', () => this.#sockets.delete(one));
      one.pipe(other);
    }
  }
}
