import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { KubeError, type KubeApi } from './api.ts';
import { MemoryServer } from './testing/memory-server.ts';
import { watching } from './watching.ts';

const ALL = '/apis/apps/v1/namespaces/shop/deployments';
const ONE = `${ALL}/web`;

let server: MemoryServer;
let api: KubeApi;
beforeEach(() => {
  server = new MemoryServer(ALL);
  server.put('web', { by: 'the user' });
  server.put('other');
  api = watching(server.client);
});
afterEach(async () => api.close());

async function by(): Promise<unknown> {
  const found = await api.get(ONE);
  return found === null ? 'nobody' : found['by'];
}

describe('an object that is read again and again', () => {
  it('costs one watch, which tells what others do', async () => {
    for (let i = 0; i < 3; i++) expect(await by()).toBe('the user');
    server.put('web', { by: 'another' });
    await vi.waitFor(async () => expect(await by()).toBe('another'));
    server.drop('web');
    await vi.waitFor(async () => expect(await by()).toBe('nobody'));
    server.put('web', { by: 'a third' });
    await vi.waitFor(async () => expect(await by()).toBe('a third'));
    expect(server.asked).toEqual(['watch']);
  });

  it('is as we wrote it from the answer on, though the watch has not told it', async () => {
    await by();
    const stale = server.objects.get('web');
    server.isSlow = true;
    await api.replace(ONE, {});
    expect(await by()).toBe('us');
    server.isSlow = false;
    server.tell({ type: 'MODIFIED', object: { ...stale } });
    server.put('other');
    await Promise.resolve();
    expect(await by()).toBe('us');
    expect(server.asked).toEqual(['watch', 'write']);
  });

  it('is there after we made it', async () => {
    server.drop('web');
    expect(await by()).toBe('nobody');
    server.isSlow = true;
    await api.apply(ONE, {}, { force: true });
    expect(await by()).toBe('us');
    expect(server.asked).toEqual(['watch', 'write']);
  });

  it('is read once more after a write that failed, or that took it away', async () => {
    await by();
    server.isSlow = true;
    await api.remove(ONE, null);
    expect(await by()).toBe('nobody');
    expect(server.asked).toEqual(['watch', 'delete', 'get']);
    // What was on its way then does not count any more: the next watch tells what is there.
    await vi.waitFor(() => expect(server.asked).toEqual(['watch', 'delete', 'get', 'watch']));
    expect(await by()).toBe('nobody');
  });

  it('is not changed by a write that is only tried', async () => {
    await by();
    server.isSlow = true;
    await api.apply(ONE, {}, { force: true, dryRun: true });
    expect(await by()).toBe('the user');
  });
});

describe('a watch', () => {
  it('that is cut counts no more: each look reads until another one lives', async () => {
    await by();
    server.isSlow = true;
    server.put('web', { by: 'another' });
    server.cut();
    await vi.waitFor(() => expect(server.open.size).toBe(0));
    expect(await by()).toBe('another');
    await vi.waitFor(() => expect(server.open.size).toBe(1));
    await vi.waitFor(async () => {
      const before = server.asked.length;
      await by();
      expect(server.asked).toHaveLength(before);
    });
  });

  it('that is too old begins anew', async () => {
    await by();
    server.isSlow = true;
    server.put('web', { by: 'another' });
    server.isSlow = false;
    server.tell({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    await vi.waitFor(async () => expect(await by()).toBe('another'));
    await vi.waitFor(() => expect(server.asked.filter((verb) => verb === 'watch')).toHaveLength(2));
  });

  it('that is forbidden is not tried again, and told once', async () => {
    server.refusal = new KubeError('Add: verbs: [watch]', true, 403, 'Forbidden');
    for (let i = 0; i < 3; i++) expect(await by()).toBe('the user');
    await api.get(`${ALL}/other`);
    expect(server.asked).toEqual(['watch', 'get', 'get', 'get', 'watch', 'get']);
    expect(api.news?.()).toEqual([expect.stringContaining('Add: verbs: [watch]')]);
    expect(api.news?.()).toEqual([]);
    const end = new AbortController();
    const seen: unknown[] = [];
    for await (const object of api.watch(ONE, '0', end.signal)) {
      seen.push(object?.['by']);
      server.put('web', { by: 'another' });
      if (seen.length === 2) end.abort();
    }
    expect(seen).toEqual(['the user', 'another']);
  });

  it('of an older server begins with a list', async () => {
    server.whole = false;
    const all = await api.list(ALL, 'labelSelector=app');
    expect(all.map(({ metadata }) => metadata.name)).toEqual(['web', 'other']);
    await vi.waitFor(() => expect(server.open.size).toBe(1));
    server.put('third');
    await vi.waitFor(async () => expect(await api.list(ALL, 'labelSelector=app')).toHaveLength(3));
    server.asked.length = 0;
    await by();
    await vi.waitFor(() => expect(server.asked).toEqual(['list', 'watch']));
  });

  it('ends with the api', async () => {
    await by();
    await api.list(ALL, 'labelSelector=app');
    expect(server.open.size).toBe(2);
    await api.close();
    expect(server.open.size).toBe(0);
  });
});

it('a list with a limit is no whole, and is read', async () => {
  for (let i = 0; i < 2; i++) await api.list(ALL, 'limit=200');
  expect(server.asked).toEqual(['list', 'list']);
});

it('a list is read again after a write that may have changed who is in it', async () => {
  await api.list(ALL, 'labelSelector=app');
  await api.replace(ONE, {});
  server.asked.length = 0;
  await api.list(ALL, 'labelSelector=app');
  await api.list(ALL, 'labelSelector=app');
  expect(server.asked).toEqual(['list']);
});

it('changes are told as they come, from the version on that is known', async () => {
  const version = server.objects.get('web')?.metadata.resourceVersion ?? '';
  const end = new AbortController();
  const seen: unknown[] = [];
  setTimeout(() => server.put('web', { by: 'another' }), 20);
  for await (const object of api.watch(ONE, version, end.signal)) {
    seen.push(object === null ? null : object['by']);
    if (object === null) end.abort();
    else server.drop('web');
  }
  expect(seen).toEqual(['another', null]);
  expect(server.asked).toEqual(['watch']);
});
