import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MemoryRegistry } from '../../packages/images/src/testing/index.ts';
import { startAction, startCli } from '../harness/index.ts';

/** The bundles and a registry in memory; images by a real builder are in test/real. */

let folder: string;
let registry: MemoryRegistry;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-e2e-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  registry = await MemoryRegistry.start();
  git('init', '--quiet');
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function git(...args: readonly string[]): string {
  const who = ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.invalid', '-c', 'commit.gpgSign=false'];
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8' }).trim();
}

function building(build: string): void {
  write(
    '.github/delivery.yml',
    `service: shop
build: ${build.replaceAll('HOST', registry.host)}
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: rolling
    slos: [availability]
slos: { availability: 99% }
`,
  );
}

const SITE = '{ artifact: { repository: "HOST/shop/site", path: site } }';
const env = (): Record<string, string> => ({ HOME: folder, PATH: '/usr/bin:/bin' });

describe('build', { timeout: 30_000 }, () => {
  it('packs an artifact once, names it by its digest, and tells the workflow', async () => {
    building(SITE);
    write('site/index.html', '<p>hello</p>');
    git('add', '--all');
    git('commit', '--quiet', '--message=site');
    git('tag', 'v1.0.0');
    const first = await startAction('build', folder, {}, env()).ended;
    expect(first, first.stdout).toMatchObject({ code: 0, outputs: { outcome: 'built', tag: 'v1.0.0' } });
    const { digest = '', image, release = '' } = first.outputs;
    expect(image).toBe(`${registry.host}/shop/site@${digest}`);
    expect(release).not.toContain('\n');
    expect(JSON.parse(release)).toMatchObject({
      version: 1,
      service: 'shop',
      name: 'v1.0.0',
      image,
      digest,
      commit: git('rev-parse', 'HEAD'),
      platforms: [],
    });
    expect(registry.manifests.has(`shop/site@${digest}`)).toBe(true);
    expect(first.summary).toContain('## ✅ shop: built');
    const second = await startCli(folder, ['build', '--tag', 'again', '--json'], env()).ended;
    expect(second, second.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(second.stdout)).toMatchObject({ outcome: 'found', digest, tag: 'again' });
  });

  it('tells why an image can not be built here', async () => {
    building('{ image: "HOST/shop/web" }');
    write('Dockerfile', 'FROM scratch\nCOPY . /\n');
    const ended = await startAction('build', folder, { builder: 'podman' }, { ...env(), PATH: folder }).ended;
    expect(ended).toMatchObject({ code: 1, outputs: {} });
    expect(ended.stdout).toContain('::error title=It could not be done::');
    expect(ended.stdout).toContain('podman is not on the PATH');
  });

  it('tells what a command has said that failed', async () => {
    building('{ command: { repository: "HOST/shop/app", run: [sh, -c, "echo out of paint; exit 3"] } }');
    const ended = await startCli(folder, ['build'], env()).ended;
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/ended with 3; run it at your machine.*\n.*it said last:\n.*out of paint/);
  });

  it('is stopped by a signal, with what it has begun', async () => {
    building('{ command: { repository: "HOST/shop/app", run: [sh, -c, "echo begun; exec sleep 600"] } }');
    const { running, ended } = startAction('build', folder, {}, env());
    await expect.poll(() => running.stdout, { timeout: 20_000 }).toContain('begun');
    running.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 4 });
  });

  it.each([
    [['--tag', 'a b'], 'tag is "a b"'],
    [['--builder', 'kaniko'], '--builder is "kaniko"'],
    [['web'], 'there is no build "web"'],
  ])('refuses %j: exit code 2', async (args, says) => {
    building(SITE);
    const ended = await startCli(folder, ['build', ...args], env()).ended;
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect(registry.lines).toEqual([]);
  });
});
