import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDelivery } from '@glidepath/model';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { init, type InitAnswer, type InitOptions } from './init.ts';
import { Repository } from './testing/surroundings.ts';
import { UserError } from './user-error.ts';

let repository: Repository;

beforeEach(() => {
  repository = new Repository();
});

afterEach(() => {
  repository.remove();
});

function run(options: Partial<InitOptions> = {}): Promise<InitAnswer> {
  return init(
    { workspace: repository.folder },
    { file: '.github/delivery.yml', environment: null, force: false, cluster: null, ...options },
  );
}

function read(path: string): string {
  return readFileSync(join(repository.folder, path), 'utf8');
}

function local(): Promise<unknown> {
  return loadDelivery('.github/delivery.yml', repository.folder).then((loaded) => {
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    return { service: loaded.delivery.service, ...loaded.delivery.environments[0]?.target };
  });
}

describe('what it writes', () => {
  it('is a delivery file that can be used, in an empty repository too', async () => {
    const answer = await run();
    expect(answer.written).toEqual([
      '.github/delivery.yml',
      '.github/delivery.schema.json',
      '.github/workflows/deliver.yml',
    ]);
    expect(await local()).toMatchObject({ command: ['node', 'server.js'], port: 8080 });
    expect(answer.todo.join('\n')).toContain('how the service is started');
  });

  it('is what the repository says', async () => {
    repository.write(
      'package.json',
      JSON.stringify({
        name: '@acme/Check_Out',
        scripts: { start: 'node lib/main.js --prod', build: 'tsc' },
      }),
    );
    repository.write('package-lock.json', '{}');
    repository.write('src/main.ts', "get('/healthz'); listen(process.env.PORT ?? 3000)");
    const answer = await run();
    expect(await local()).toMatchObject({
      service: 'check-out',
      command: ['node', 'lib/main.js', '--prod'],
      port: 3000,
      health: { path: '/healthz' },
    });
    expect(answer.found).toContain('users come in at port 3000 (src/main.ts)');
    expect(read('.github/workflows/deliver.yml')).toMatch(
      /npm ci\n\s+npm run build\n\s+npm prune --omit=dev\n/,
    );
  });

  it('takes the Dockerfile and the Procfile for what package.json leaves open', async () => {
    repository.write('Dockerfile', 'FROM ruby\nEXPOSE 9292/tcp\nCMD ["puma"]\n');
    repository.write('Procfile', 'web: puma -p $PORT\n');
    const answer = await run();
    expect(await local()).toMatchObject({ command: ['sh', '-c', 'exec puma -p $PORT'], port: 9292 });
    expect(answer.todo.join('\n')).toContain('needs a shell');
  });

  it.each(['true', '8080', 'a: b', '- x', '#no', '"quoted"', '%dir', '1.5', '0x10', '~'])(
    'keeps the argument %j as it is',
    async (word) => {
      repository.write('Dockerfile', `FROM a\nCMD ${JSON.stringify(['run', word])}\n`);
      await run();
      expect(await local()).toMatchObject({ command: ['run', word] });
    },
  );

  it('points editors to the schema beside the delivery file', async () => {
    await run({ file: 'deploy/delivery.yml' });
    expect(read('deploy/delivery.yml')).toMatch(
      /^# yaml-language-server: \$schema=\.\/delivery\.schema\.json\n/,
    );
    expect(JSON.parse(read('deploy/delivery.schema.json'))).toMatchObject({
      properties: { service: {}, environments: {}, slos: {} },
    });
  });

  it('is a workflow with no rights but those that its job names, which builds what the file releases', async () => {
    repository.git('init', '--quiet', '--initial-branch=trunk');
    await run();
    const text = read('.github/workflows/deliver.yml');
    const workflow: unknown = parse(text);
    expect(workflow).toMatchObject({
      on: { push: { branches: ['trunk'] } },
      permissions: {},
      jobs: {
        deliver: {
          permissions: { contents: 'write', deployments: 'write' },
          with: { file: '.github/delivery.yml', 'artifact-path': 'release', 'runs-on': 'self-hosted' },
        },
      },
    });
    expect(await local()).toMatchObject({ artifact: 'release' });
    expect(text).not.toContain('${{');
  });
});

describe('what is there already', () => {
  it.each(['.github/delivery.yml', '.github/delivery.schema.json', '.github/workflows/deliver.yml'])(
    '%s is kept, and nothing else written',
    async (path) => {
      repository.write(path, 'mine');
      await expect(run()).rejects.toThrow(UserError);
      expect(read(path)).toBe('mine');
      const others = ['.github/delivery.yml', '.github/workflows/deliver.yml'].filter(
        (other) => other !== path,
      );
      for (const other of others) expect(existsSync(join(repository.folder, other))).toBe(false);
      await run({ force: true });
      expect(read(path)).not.toBe('mine');
    },
  );
});

describe('what it refuses', () => {
  it.each(['../delivery.yml', '/etc/delivery.yml'])('a file outside: %s', async (file) => {
    await expect(run({ file })).rejects.toThrow(/outside of the workspace/);
  });

  it('a folder that is a link to outside', async () => {
    symlinkSync(tmpdir(), join(repository.folder, '.github'));
    await expect(run()).rejects.toThrow(/outside of the workspace/);
  });

  it('an environment that can not be named so', async () => {
    await expect(run({ environment: 'Bad Name' })).rejects.toThrow(/write bad-name/);
    expect(existsSync(join(repository.folder, '.github'))).toBe(false);
  });
});
