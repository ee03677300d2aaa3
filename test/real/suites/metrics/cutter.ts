import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

export interface Cut {
  /** So many bytes of an answer still pass. Below 0: all but so many, of an answer that comes in one piece. */
  readonly at: number;
  /** hang-up: as a process that ends. reset: as a firewall that has forgotten the connection. */
  readonly by: 'hang-up' | 'reset';
}

/** Stands between us and a server, remembers what was sent to it, and cuts its answers off. */
export class Cutter {
  /** Null: everything passes. */
  cut: Cut | null = null;
  /** All that was sent to the server, as text. */
  sent = '';
  /** How many answers were cut off. */
  cuts = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, connect(port, '127.0.0.1')));
  }

  /** @param port of the server behind it, on loopback */
  static async before(port: number): Promise<Cutter> {
    const cutter = new Cutter(port);
    cutter.#server.listen(0, '127.0.0.1');
    await once(cutter.#server, 'listening');
    return cutter;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the cutter does not listen');
    return address.port;
  }

  end(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #join(client: Socket, server: Socket): void {
    let passed = 0;
    const hangUp = (): void => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on('error', hangUp).on('close', () => {
        this.#sockets.delete(socket);
        hangUp();
      });
    }
    client.on('data', (question: Buffer) => {
      passed = 0;
      this.sent += question.toString();
      server.write(question);
    });
    server.on('data', (answer: Buffer) => {
      const { cut } = this;
      const left = cut === null ? Infinity : cut.at < 0 ? answer.length + cut.at : cut.at - passed;
      passed += answer.length;
      if (cut === null || answer.length <= left) {
        client.write(answer);
        return;
      }
      this.cuts += 1;
      server.destroy();
      const part = answer.subarray(0, Math.max(0, left));
      if (cut.by === 'hang-up') client.end(part);
      else client.write(part, () => client.resetAndDestroy());
    });
  }
}
