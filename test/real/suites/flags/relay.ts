import * as z from 'zod/mini';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { LdRelayPart } from '../../parts/ld-relay.ts';
import type { RelayArchive } from './relay-archive.ts';

const statusSchema = z.object({
  status: z.string(),
  environments: z.record(z.string(), z.object({ status: z.string() })),
});

const flagSchema = z.object({ on: z.boolean(), variations: z.array(z.unknown()) });

/** A LaunchDarkly Relay Proxy that serves an archive and talks to nobody. It can't be told to listen on loopback only. */
export class Relay {
  readonly port: number;
  readonly #running: Running;

  private constructor(port: number, running: Running) {
    this.port = port;
    this.#running = running;
  }

  static async start({ relay }: LdRelayPart, { path }: RelayArchive): Promise<Relay> {
    const port = await freePort();
    const running = new Running(relay, ['--from-env'], {
      cwd: '/',
      env: { PORT: String(port), FILE_DATA_SOURCE: path },
    });
    const started = new Relay(port, running);
    await until('the relay to serve the archive', async () => {
      if (!running.isRunning) throw new Error(`the relay ended: ${running.stdout}${running.stderr}`);
      return await started.#serves();
    });
    return started;
  }

  /** For an SDK: the base and the stream address. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The flag as it serves it now; null: it has none of that key. */
  async flag(key: string, sdkKey: string): Promise<z.infer<typeof flagSchema> | null> {
    const answer = await fetch(`${this.url}/sdk/flags/${key}`, { headers: { authorization: sdkKey } });
    return answer.ok ? z.parse(flagSchema, await answer.json()) : null;
  }

  async stop(): Promise<void> {
    this.#running.kill('SIGTERM');
    await this.#running.ended;
  }

  async #serves(): Promise<boolean> {
    const answer = await fetch(`${this.url}/status`).catch(() => null);
    if (answer?.ok !== true) return false;
    const { status, environments } = z.parse(statusSchema, await answer.json());
    const all = Object.values(environments);
    return status === 'healthy' && all.length > 0 && all.every((one) => one.status === 'connected');
  }
}
