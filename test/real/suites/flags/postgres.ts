import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Running, until } from '../../../harness/index.ts';
import type { PostgresPart } from '../../parts/postgres.ts';
import { tool } from '../../parts/tool.ts';

/** `nobody`, for whom PostgreSQL runs where we are root: it refuses to run for root itself. */
const NOBODY = 65_534;
const USER = 'glidepath';

/** A PostgreSQL by itself, on loopback, with an empty database that is gone afterwards. */
export class Postgres {
  readonly port: number;
  readonly user = USER;
  readonly password = randomUUID();
  readonly database = 'postgres';
  readonly #folder = mkdtempSync(join(tmpdir(), 'glidepath-postgres-'));
  #running: Running | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(part: PostgresPart): Promise<Postgres> {
    const postgres = new Postgres(await freePort());
    try {
      await postgres.#start(process.getuid?.() === 0 ? postgres.#forNobody(part) : postgres.#forUs(part));
    } catch (error) {
      await postgres.remove();
      throw error;
    }
    return postgres;
  }

  async remove(): Promise<void> {
    // It doesn't wait for its clients.
    this.#running?.kill('SIGINT');
    await this.#running?.ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #start({ bin, prefix }: Programs): Promise<void> {
    const data = join(this.#folder, 'data');
    const [file, ...before] = [...prefix, join(bin, 'initdb')];
    const how = ['--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-sync'];
    const who = [`--username=${USER}`, `--pwfile=${join(this.#folder, 'password')}`];
    await tool(file, [...before, `--pgdata=${data}`, ...who, ...how], { cwd: '/' });
    await this.#run(data, [...prefix, join(bin, 'postgres')]);
  }

  async #run(data: string, [file, ...before]: Command): Promise<void> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
    const args = ['-D', data, '-p', String(this.port), ...settings.flatMap((one) => ['-c', one])];
    const env = { PATH: process.env['PATH'] ?? '' };
    const running = new Running(file, [...before, ...args], { cwd: '/', env });
    this.#running = running;
    await until('PostgreSQL to be ready', () => {
      if (!running.isRunning) throw new Error(`PostgreSQL ended: ${running.stderr}`);
      return running.stderr.includes('ready to accept connections');
    });
  }

  #forUs(part: PostgresPart): Programs {
    this.#makeData();
    return { bin: join(part.folder, 'bin'), prefix: [] };
  }

  /** The cache is mostly in root's home, where nobody else may look: a copy is put beside the data. */
  #forNobody(part: PostgresPart): Programs {
    const copy = join(this.#folder, 'postgres');
    cpSync(part.folder, copy, { recursive: true, verbatimSymlinks: true });
    chmodSync(this.#folder, 0o755);
    for (const path of this.#makeData()) chownSync(path, NOBODY, NOBODY);
    const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    return { bin: join(copy, 'bin'), prefix: ['setpriv', ...ids] };
  }

  #makeData(): readonly string[] {
    const data = join(this.#folder, 'data');
    const password = join(this.#folder, 'password');
    mkdirSync(data, { mode: 0o700 });
    writeFileSync(password, this.password, { mode: 0o600 });
    return [data, password];
  }
}

type Command = readonly [string, ...string[]];

interface Programs {
  readonly bin: string;
  /** What changes the user and then becomes the program, under the same process id. */
  readonly prefix: readonly [] | Command;
}
