import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, refusalOf } from '../testing.ts';

test('a file comes from the ref that is asked for, as it is or in base64', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  const at = { ...github.repository, path: '.github/delivery.yml' };
  const long = `service: checkout # ${'ä'.repeat(100)}\n`;
  const first = await github.setup.commit({ files: { '.github/delivery.yml': long }, message: 'One' });
  await github.setup.commit({ files: { '.github/delivery.yml': 'service: cart\n' }, message: 'Two' });
  const { data } = await repos.getContent({ ...at, ref: first });
  if (Array.isArray(data) || data.type !== 'file') throw new Error('no file');
  expect(Buffer.from(data.content, 'base64').toString()).toBe(long);
  const raw = await repos.getContent({ ...at, mediaType: { format: 'raw' } });
  expect(raw.data).toBe('service: cart\n');
  expect(github.violations).toEqual([]);
});

test('a folder lists what is in it', async () => {
  await using github = await startGitHub();
  const { repos } = clientOf(github);
  await github.setup.commit({ files: { 'src/a.txt': 'a', 'src/deep/b.txt': 'b' }, message: 'Two' });
  const list = async (path: string) => {
    const { data } = await repos.getContent({ ...github.repository, path });
    return Array.isArray(data) ? data.map(({ type, path: name }) => `${type} ${name}`) : [];
  };
  expect(await list('src')).toEqual(['file src/a.txt', 'dir src/deep']);
  const nothing = repos.getContent({ ...github.repository, path: 'none' });
  expect(await refusalOf(nothing)).toEqual({ status: 404, message: 'Not Found' });
});
