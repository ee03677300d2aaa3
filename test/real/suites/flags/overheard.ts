import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between us and a server, lets everything pass, and remembers what was sent to it. */
export class Overheard {
  /** All that left, as text. */
  sent = '';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, connect(port, '127.0.0.1')));
  }

  /** @param port of the server behind it, on loopback */
  static async before(port: number): Promise<Overheard> {
    const overheard = new Overheard(port);
    overheard.#server.listen(0, '127.0.0.1');
    await once(overheard.#server, 'listening');
    return overheard;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('it does not listen');
    return address.port;
  }

  end(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #join(client: Socket, server: Socket): void {
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
      this.sent += question.toString();
      server.write(question);
    });
    server.on('data', (answer: Buffer) => client.write(answer));
  }
}
