import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { digest } from '@glidepath/model';
import { packTar, unpackTar, type TarHeader } from 'modern-tar';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { artifactManifest } from './artifact.ts';
import { pack } from './pack.ts';
import { sourceDate } from './source-date.ts';
import { unpack } from './unpack.ts';
import { saying } from '../testing/saying.ts';

const root = mkdtempSync(join(tmpdir(), 'glidepath-pack-'));
let folder: string;
let count = 0;
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  folder = join(root, String(count++));
  mkdirSync(folder);
});

const LIMITS = { bytes: 1_000_000, entries: 100 };
/** A change of it means that what people have pushed so far is packed anew: it must be meant. */
const GOLDEN = 'sha256:d0fa89442a374f2078b2685a7520435d438758166a6bc084684249837affe82c';

function site(reversed: boolean): string {
  const place = join(folder, reversed ? 'b' : 'a');
  const names = ['z', 'a/b', 'a.b', 'ä', 'Z', `deep/${'long-name/'.repeat(30)}x`, 'empty', 'zeros'];
  for (const name of reversed ? [...names].reverse() : names) {
    mkdirSync(join(place, name, '..'), { recursive: true });
    writeFileSync(join(place, name), name === 'empty' ? '' : name === 'zeros' ? Buffer.alloc(300_000) : name);
    chmodSync(join(place, name), name === 'z' ? (reversed ? 0o777 : 0o700) : reversed ? 0o666 : 0o400);
    utimesSync(join(place, name), reversed ? 1 : 1_900_000_000, reversed ? 2 : 1_900_000_000);
  }
  mkdirSync(join(place, 'nothing'));
  symlinkSync('../z', join(place, 'a/link'));
  symlinkSync('not-there', join(place, 'dangling'));
  return place;
}

describe('packing', () => {
  it('gives one digest, whatever the order, the times and the modes', async () => {
    const one = await pack(site(false), join(folder, '1.tgz'), 0);
    const other = await pack(site(true), join(folder, '2.tgz'), 0);
    expect(other.digest).toBe(one.digest);
    expect(one.digest).toBe(GOLDEN);
    expect(readFileSync(one.path).subarray(0, 10).toString('hex')).toBe('1f8b0800000000000003');
  });

  it('keeps names, content, links and who may be run, and no more', async () => {
    const { path, tarSize } = await pack(site(false), join(folder, '1.tgz'), 1_700_000_000);
    const tar = gunzipSync(readFileSync(path));
    expect(tar.length).toBe(tarSize);
    const entries = await unpackTar(tar);
    expect(entries.slice(0, 6).map(({ header }) => header.name)).toEqual([
      'Z',
      'a/',
      'a.b',
      'a/b',
      'a/link',
      'dangling',
    ]);
    for (const { header } of entries) {
      expect(header).toMatchObject({
        uid: 0,
        gid: 0,
        uname: '',
        gname: '',
        mtime: new Date(1_700_000_000_000),
      });
      const mode =
        header.type === 'file'
          ? header.name === 'z'
            ? 0o755
            : 0o644
          : header.type === 'symlink'
            ? 0o777
            : 0o755;
      expect(header.mode).toBe(mode);
    }
  });

  it('packs a single file under its name', async () => {
    writeFileSync(join(folder, 'function.zip'), 'zip');
    const { path, entries } = await pack(join(folder, 'function.zip'), join(folder, '1.tgz'), 0);
    expect(entries).toBe(1);
    await unpack(path, join(folder, 'out'), LIMITS);
    expect(readdirSync(join(folder, 'out'))).toEqual(['function.zip']);
  });

  it('and unpacking gives the same', async () => {
    const { path, digest } = await pack(site(false), join(folder, '1.tgz'), 0);
    await unpack(path, join(folder, 'out'), LIMITS);
    expect((await pack(join(folder, 'out'), join(folder, '2.tgz'), 0)).digest).toBe(digest);
    expect(lstatSync(join(folder, 'out')).mode & 0o777).toBe(0o755);
  });

  it.each<[string, (place: string) => void, string, string]>([
    ['nothing', () => undefined, 'invalid', 'is empty'],
    ['a link to above', (place) => symlinkSync('../x', join(place, 'l')), 'unsafe', 'leads outside, to ../x'],
    ['a link to the root', (place) => symlinkSync('/etc/passwd', join(place, 'l')), 'unsafe', '/etc/passwd'],
    [
      'a link over another link',
      (place) => {
        mkdirSync(join(place, 'deep'));
        symlinkSync('..', join(place, 'deep/d'));
        symlinkSync('deep/d/../../a-secret', join(place, 'l'));
        writeFileSync(join(place, '../../a-secret'), 'x');
      },
      'unsafe',
      'leads outside',
    ],
  ])('refuses %s', async (_name, make, kind, says) => {
    const place = join(folder, 'in');
    mkdirSync(place);
    make(place);
    await expect(pack(place, join(folder, '1.tgz'), 0)).rejects.toMatchObject({
      kind,
      message: saying(says),
    });
  });

  it('refuses what is not there', async () => {
    await expect(pack(join(folder, 'no'), join(folder, '1.tgz'), 0)).rejects.toMatchObject({
      kind: 'invalid',
    });
  });
});

async function archive(
  ...entries: readonly (Partial<TarHeader> & { name: string; data?: string })[]
): Promise<string> {
  const packed = entries.map(({ data = '', ...header }) => ({
    header: { ...header, size: data.length },
    body: data,
  }));
  const path = join(folder, 'evil.tgz');
  writeFileSync(path, gzipSync(await packTar(packed)));
  return path;
}

describe('unpacking', () => {
  it.each<[string, readonly (Partial<TarHeader> & { name: string; data?: string })[], string]>([
    ['a path upwards', [{ name: '../x', data: 'x' }], 'unsafe'],
    ['a path upwards in its middle', [{ name: 'a/../../x', data: 'x' }], 'unsafe'],
    ['an absolute path', [{ name: '/tmp/x', data: 'x' }], 'unsafe'],
    ['a path of Windows', [{ name: 'C:x', data: 'x' }], 'unsafe'],
    ['a backslash', [{ name: 'a\\..\\x', data: 'x' }], 'unsafe'],
    ['a link upwards', [{ name: 'l', type: 'symlink', linkname: '../x' }], 'unsafe'],
    ['an absolute link', [{ name: 'l', type: 'symlink', linkname: '/etc' }], 'unsafe'],
    [
      'a file behind a link',
      [
        { name: 'l', type: 'symlink', linkname: 'd' },
        { name: 'l/x', data: 'x' },
      ],
      'unsafe',
    ],
    [
      'a link over a link',
      [
        { name: 'deep/d', type: 'symlink', linkname: '..' },
        { name: 'l', type: 'symlink', linkname: 'deep/d/../..' },
      ],
      'unsafe',
    ],
    ['a hard link', [{ name: 'l', type: 'link', linkname: '/etc/passwd' }], 'unsafe'],
    ['a device', [{ name: 'd', type: 'character-device' }], 'unsafe'],
    [
      'a name twice',
      [
        { name: 'x', data: '1' },
        { name: './x', data: '2' },
      ],
      'unsafe',
    ],
    [
      'a file that is a folder too',
      [
        { name: 'x', data: '1' },
        { name: 'x/y', data: '2' },
      ],
      'unsafe',
    ],
    ['too much', [{ name: 'x', data: 'x'.repeat(2_000) }], 'too-large'],
    ['too many', Array.from({ length: 12 }, (_, index) => ({ name: `f${index}`, data: 'x' })), 'too-large'],
  ])('refuses %s, and leaves nothing', async (_name, entries, kind) => {
    const place = join(folder, 'out');
    const evil = await archive(...entries);
    await expect(unpack(evil, place, { bytes: 1_000, entries: 10 })).rejects.toMatchObject({ kind });
    expect(readdirSync(folder)).toEqual(['evil.tgz']);
  });

  it.each<[string, (good: Buffer) => Buffer]>([
    ['that is cut off', (good) => good.subarray(0, good.length - 9)],
    ['that is no gzip', () => Buffer.from('x')],
    ['of a tar that is cut off', (good) => gzipSync(gunzipSync(good).subarray(0, 700))],
    [
      'with a bit flipped',
      (good) => {
        const tar = gunzipSync(good);
        tar[3] = 9;
        return gzipSync(tar);
      },
    ],
  ])('refuses an archive %s', async (_name, spoil) => {
    const path = await archive({ name: 'x', data: 'y'.repeat(900) });
    writeFileSync(path, spoil(readFileSync(path)));
    await expect(unpack(path, join(folder, 'out'), LIMITS)).rejects.toMatchObject({ kind: 'broken' });
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });

  it('refuses a folder that holds something', async () => {
    mkdirSync(join(folder, 'out'));
    writeFileSync(join(folder, 'out/mine'), 'x');
    const good = await archive({ name: 'x', data: 'y' });
    await expect(unpack(good, join(folder, 'out'), LIMITS)).rejects.toMatchObject({ kind: 'invalid' });
    expect(readFileSync(join(folder, 'out/mine'), 'utf8')).toBe('x');
  });
});

it('writes one manifest, whatever the order of the annotations', () => {
  const layer = { digest: digest(`sha256:${'1'.repeat(64)}`), size: 7 };
  const shared = { artifactType: 'a/b', subject: null };
  const one = artifactManifest(layer, { ...shared, annotations: { x: '1', a: '2' } });
  const other = artifactManifest(layer, { ...shared, annotations: { a: '2', x: '1' } });
  expect(one.equals(other)).toBe(true);
  expect(JSON.parse(one.toString())).toEqual({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    artifactType: 'a/b',
    config: {
      mediaType: 'application/vnd.oci.empty.v1+json',
      digest: 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a',
      size: 2,
    },
    layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...layer }],
    annotations: { a: '2', x: '1' },
  });
});

it.each([
  [undefined, 0],
  ['', 0],
  ['1700000000', 1_700_000_000],
])('takes SOURCE_DATE_EPOCH %j', (text, seconds) => {
  expect(sourceDate(text === undefined ? {} : { SOURCE_DATE_EPOCH: text })).toBe(seconds);
});

it.each(['now', '-1', '1.5', '99999999999'])('refuses SOURCE_DATE_EPOCH %j', (text) => {
  expect(() => sourceDate({ SOURCE_DATE_EPOCH: text })).toThrow('is no number of seconds since 1970');
});
