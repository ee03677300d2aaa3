import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar';
import { shown } from '../foreign-text.ts';
import { RegistryError } from '../registry-error.ts';
import { codeOf } from '../transport/exchange.ts';
import { endsInside, isInside } from './entries.ts';

export interface UnpackLimits {
  /** Of all files together, as they are on the disk. */
  readonly bytes: number;
  readonly entries: number;
}

/** What an archive has besides the files: heads, filling, an end. */
const OVERHEAD_EACH = 4096;
const OVERHEAD = 1024 * 1024;

/**
 * Unpacks a compressed archive. The folder is there only when all of it is, and nothing is written beside it.
 * @param folder must not be there yet, or be empty
 * @throws RegistryError, `unsafe` for a name or a link that leads outside
 */
export async function unpack(archive: string, folder: string, limits: UnpackLimits): Promise<void> {
  const place = resolve(folder);
  await mkdir(dirname(place), { recursive: true });
  const making = await mkdtemp(`${place}.making-`);
  try {
    await new Unpacking(await realpath(making), limits).run(archive);
    await chmod(making, 0o755);
    await settle(making, place);
  } catch (error) {
    throw error instanceof RegistryError ? error : notUnpacked(archive, error);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

async function settle(making: string, place: string): Promise<void> {
  try {
    await rmdir(place);
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT')
      throw new RegistryError(
        'invalid',
        `${shown(place)} is there already (${code})`,
        'name a new or an empty folder',
      );
  }
  await rename(making, place);
}

class Unpacking {
  readonly #root: string;
  readonly #limits: UnpackLimits;
  readonly #seen = new Set<string>();
  /** Made last: nothing can be written through a link that is not there. */
  readonly #links: { readonly name: string; readonly to: string }[] = [];
  #bytes = 0;

  constructor(root: string, limits: UnpackLimits) {
    this.#root = root;
    this.#limits = limits;
  }

  async run(archive: string): Promise<void> {
    const decoder = createTarDecoder({ strict: true });
    const feeding = ReadableStream.from(this.#tarOf(archive)).pipeTo(decoder.writable);
    const reading = this.#readAll(decoder.readable);
    // Whoever fails first has the reason; the other one only says that it was broken off.
    const [fed, done] = await Promise.allSettled([feeding, reading]);
    if (done.status === 'rejected' && done.reason instanceof RegistryError) throw done.reason;
    if (fed.status === 'rejected') throw fed.reason;
    if (done.status === 'rejected') throw done.reason;
    await this.#makeLinks();
  }

  async *#tarOf(archive: string): AsyncGenerator<Uint8Array> {
    const most = this.#limits.bytes + this.#limits.entries * OVERHEAD_EACH + OVERHEAD;
    const source = createReadStream(archive);
    const gunzip = createGunzip();
    source.on('error', (error) => gunzip.destroy(error));
    let size = 0;
    try {
      for await (const chunk of source.pipe(gunzip)) {
        if (!Buffer.isBuffer(chunk)) continue;
        size += chunk.length;
        if (size > most) throw this.#tooLarge();
        yield chunk;
      }
    } finally {
      source.destroy();
    }
  }

  async #readAll(entries: ReadableStream<ParsedTarEntry>): Promise<void> {
    for await (const { header, body } of entries) {
      const name = this.#nameOf(header.name);
      if (this.#seen.size > this.#limits.entries)
        throw new RegistryError(
          'too-large',
          `the archive holds more than ${this.#limits.entries} entries`,
          MEND_LIMIT,
        );
      switch (header.type ?? 'file') {
        case 'directory':
          await body.cancel();
          await mkdir(join(this.#root, name), { recursive: true });
          break;
        case 'file':
          await this.#write(name, header.mode ?? 0, body);
          break;
        case 'symlink':
          await body.cancel();
          this.#remember(name, header.linkname ?? '');
          break;
        // Says what holds for all entries: nothing of it is kept.
        case 'pax-global-header':
          await body.cancel();
          break;
        case 'link':
        case 'block-device':
        case 'character-device':
        case 'fifo':
        case 'pax-header':
        case 'gnu-long-name':
        case 'gnu-long-link-name':
          throw unsafe(`${shown(name)}, which is a ${header.type}`);
      }
    }
  }

  #remember(name: string, to: string): void {
    if (!isInside(name, to)) throw unsafe(`the link ${shown(name)} that leads to ${shown(to)}`);
    this.#links.push({ name, to });
  }

  /** The name, once it is known to stay inside and to be the only one. */
  #nameOf(given: string): string {
    const name = given.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '') || '.';
    const parts = name.split('/');
    const isBad = name !== '.' && parts.some((part) => part === '' || part === '.' || part === '..');
    if (isBad || name.includes('\\') || name.includes('\0') || /^[a-z]:/i.test(name))
      throw unsafe(`the name ${shown(given)}`);
    if (this.#seen.has(name)) throw unsafe(`the name ${shown(name)} twice`);
    this.#seen.add(name);
    return name;
  }

  async #write(name: string, mode: number, body: ReadableStream<Uint8Array>): Promise<void> {
    const path = join(this.#root, name);
    await mkdir(dirname(path), { recursive: true });
    // Never over what is there: a name may differ from another one in its case only.
    await writeFile(path, this.#counted(body), { flag: 'wx', mode: (mode & 0o100) === 0 ? 0o644 : 0o755 });
  }

  async *#counted(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      this.#bytes += chunk.length;
      if (this.#bytes > this.#limits.bytes) throw this.#tooLarge();
      yield chunk;
    }
  }

  async #makeLinks(): Promise<void> {
    for (const { name, to } of this.#links) {
      await mkdir(dirname(join(this.#root, name)), { recursive: true });
      await symlink(to, join(this.#root, name));
    }
    // Over other links a link may end elsewhere than its words say.
    for (const { name, to } of this.#links)
      if (!(await endsInside(join(this.#root, name), this.#root)))
        throw unsafe(`the link ${shown(name)} that leads to ${shown(to)}`);
  }

  #tooLarge(): RegistryError {
    return new RegistryError(
      'too-large',
      `the archive holds more than ${this.#limits.bytes} bytes`,
      MEND_LIMIT,
    );
  }
}

const MEND_LIMIT = 'raise the limit if it is meant to be so large';

function unsafe(what: string): RegistryError {
  return new RegistryError('unsafe', `the archive holds ${what}`, 'nothing was unpacked; pack it anew');
}

function notUnpacked(archive: string, error: unknown): RegistryError {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new RegistryError(
      'full',
      `there is no room to unpack ${archive} (${code})`,
      'make room on the disk',
    );
  if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR')
    return unsafe('names that can stand beside each other on no disk like this one');
  return new RegistryError('broken', `the archive can't be unpacked (${shown(code)})`, 'pack it anew');
}
