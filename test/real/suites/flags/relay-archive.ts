import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tool } from '../../parts/tool.ts';

export type FlagValue =
  boolean | number | string | readonly FlagValue[] | { readonly [name: string]: FlagValue };

/** A flag without targets and rules. A variation is named by its place in `variations`, from 0. */
export interface RelayFlag {
  readonly variations: readonly FlagValue[];
  readonly on: boolean;
  /** What everyone gets while it is off. */
  readonly off: number;
  /** What everyone gets while it is on, or how many percent get each variation: as many numbers as variations. */
  readonly fallthrough: number | readonly number[];
}

export type RelayFlags = Readonly<Record<string, RelayFlag>>;

/** LaunchDarkly counts weights in thousandths of a percent. */
const PARTS_OF_A_PERCENT = 1000;

/**
 * The archive that LaunchDarkly gives for a Relay Proxy that is offline: a gzipped tar of, for each environment, `<id>.json`
 * (who it is, and a `dataId` that changes with the flags) and `<id>-data.json` (the flags), and of `checksum.md5`: the 16
 * bytes of the MD5 of those files, one after the other in the order of their names.
 */
export class RelayArchive {
  /** Of the one environment. New each time: the relay listens on every interface of the machine. */
  readonly sdkKey = `sdk-${randomUUID()}`;
  readonly path: string;
  readonly #making: string;
  readonly #environment = randomUUID().replaceAll('-', '').slice(0, 24);
  #version = 0;

  private constructor(folder: string) {
    this.path = join(folder, 'flags.tar.gz');
    this.#making = join(folder, 'making');
  }

  static async create(folder: string, flags: RelayFlags): Promise<RelayArchive> {
    const archive = new RelayArchive(folder);
    await archive.write(flags);
    return archive;
  }

  /** Replaces all flags. The relay sees the old archive or the new one, never half of it, and looks once a second. */
  async write(flags: RelayFlags): Promise<void> {
    this.#version += 1;
    await rm(this.#making, { recursive: true, force: true });
    await mkdir(this.#making);
    await this.#put(`${this.#environment}.json`, JSON.stringify(this.#metadata()));
    await this.#put(`${this.#environment}-data.json`, JSON.stringify(this.#data(flags)));
    const files = [`${this.#environment}-data.json`, `${this.#environment}.json`];
    await this.#put('checksum.md5', await this.#checksum(files));
    await tool('tar', ['-czf', 'new.tar.gz', ...files, 'checksum.md5'], { cwd: this.#making });
    await rename(join(this.#making, 'new.tar.gz'), this.path);
  }

  #metadata(): object {
    return {
      env: {
        envID: this.#environment,
        envKey: 'production',
        envName: 'Production',
        projKey: 'shop',
        projName: 'Shop',
        sdkKey: { value: this.sdkKey },
        mobKey: `mob-${this.#environment}`,
        defaultTtl: 0,
        secureMode: false,
        version: 1,
      },
      dataId: String(this.#version),
    };
  }

  #data(flags: RelayFlags): object {
    const described = Object.entries(flags).map(([key, flag]) => [key, this.#describe(key, flag)] as const);
    return { flags: Object.fromEntries(described), segments: {} };
  }

  #describe(key: string, { variations, on, off, fallthrough }: RelayFlag): object {
    return {
      key,
      version: this.#version,
      on,
      variations,
      offVariation: off,
      fallthrough: typeof fallthrough === 'number' ? { variation: fallthrough } : split(key, fallthrough),
      // Constant, so that nobody changes sides for anything but the weights.
      salt: key,
      prerequisites: [],
      targets: [],
      rules: [],
      clientSideAvailability: { usingEnvironmentId: false, usingMobileKey: false },
      trackEvents: false,
      deleted: false,
    };
  }

  async #checksum(files: readonly string[]): Promise<Buffer> {
    const md5 = createHash('md5');
    for (const name of files) md5.update(await readFile(join(this.#making, name)));
    return md5.digest();
  }

  async #put(name: string, content: string | Buffer): Promise<void> {
    await writeFile(join(this.#making, name), content);
  }
}

function split(key: string, percents: readonly number[]): object {
  const sum = percents.reduce((all, one) => all + one, 0);
  if (sum !== 100) throw new Error(`the percentages of the flag ${key} add up to ${sum}`);
  const variations = percents.map((percent, variation) => ({
    variation,
    weight: percent * PARTS_OF_A_PERCENT,
  }));
  return { rollout: { kind: 'rollout', contextKind: 'user', variations } };
}
