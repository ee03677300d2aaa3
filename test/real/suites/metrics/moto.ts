import { freePort, Running, until } from '../../../harness/index.ts';
import type { MotoPart } from '../../parts/moto.ts';

/** AWS as moto plays it, on loopback; it forgets everything when it ends. */
export class Moto {
  readonly url: string;
  readonly #running: Running;

  private constructor(url: string, running: Running) {
    this.url = url;
    this.#running = running;
  }

  static async start({ python }: MotoPart): Promise<Moto> {
    const port = await freePort();
    const running = new Running(python, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const moto = new Moto(`http://127.0.0.1:${port}`, running);
    await until('moto to answer', async () => {
      if (!running.isRunning) throw new Error(`moto ended: ${running.stderr}`);
      return (await fetch(`${moto.url}/moto-api/`).catch(() => null))?.ok;
    });
    return moto;
  }

  async stop(): Promise<void> {
    this.#running.kill('SIGTERM');
    await this.#running.ended;
  }
}
