import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { digestOf } from '../sha256.ts';
import { Loopback, testAccess } from '../testing/loopback.ts';
import { Repository } from './repository.ts';

const folder = mkdtempSync(join(tmpdir(), 'glidepath-download-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BYTES = Buffer.from('0123456789');
const BLOB = { mediaType: 'a/b', digest: digestOf(BYTES), size: 10, annotations: {}, artifactType: null };
const path = join(folder, 'blob');

const whole = (response: ServerResponse): unknown => response.end(BYTES);
const cut = (response: ServerResponse): unknown => {
  response.writeHead(200, { 'content-length': 10 });
  return response.write(BYTES.subarray(0, 4), () => response.destroy());
};

async function save(answers: readonly ((response: ServerResponse) => unknown)[], limit = 100) {
  let count = 0;
  const server = await Loopback.start((_, response) => answers[count++]?.(response));
  const repository = new Repository({ registry: server.host, repository: 'shop/app' }, testAccess());
  const error = await repository.saveBlob(BLOB, path, limit).then(
    () => null,
    (reason: unknown) => reason,
  );
  return { error, count };
}

it('saves a blob, and begins anew where it is cut off', async () => {
  expect(await save([cut, cut, whole])).toEqual({ error: null, count: 3 });
  expect(readFileSync(path).equals(BYTES)).toBe(true);
});

it.each<[string, readonly ((response: ServerResponse) => unknown)[], number, string]>([
  ['is cut off each time', [cut, cut, cut], 100, 'unreachable'],
  ['sends other bytes', [(response) => response.end('9876543210')], 100, 'mismatch'],
  ['sends fewer', [(response) => response.end('0')], 100, 'mismatch'],
  ['sends more', [(response) => response.end('01234567890')], 100, 'mismatch'],
  ['has it no longer', [(response) => response.writeHead(404).end()], 100, 'not-found'],
  ['has one that is too large', [], 9, 'too-large'],
])('leaves no file where the registry %s', async (_name, answers, limit, kind) => {
  const { error, count } = await save(answers, limit);
  expect(error).toMatchObject({ kind });
  expect(count).toBe(answers.length);
  expect(existsSync(path)).toBe(false);
});
