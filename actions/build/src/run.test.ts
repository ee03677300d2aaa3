import { digest } from '@glidepath/model';
import { FakeRunner, workspaceWith } from '@glidepath/runner/testing';
import type { BuildAnswer, BuildOptions } from '@glidepath/verbs/build';
import { BuildFailed } from '@glidepath/verbs/build-failed';
import { expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';

const DIGEST = digest(`sha256:${'a'.repeat(64)}`);
const IMAGE = `ghcr.io/acme/shop@${DIGEST}`;
const BUILT: BuildAnswer = {
  version: 1,
  verb: 'build',
  service: 'shop',
  build: 'web',
  kind: 'image',
  outcome: 'built',
  message: `built and pushed ${DIGEST}`,
  image: IMAGE,
  digest: DIGEST,
  tag: 'v1',
  inputs: `glidepath-${'b'.repeat(32)}`,
  builder: 'buildah',
  steps: 5,
  cached: 2,
  ms: 61_000,
  proof: {
    proofs: [
      {
        predicateType: 'https://slsa.dev/provenance/v1',
        outcome: 'made',
        signer: 'acme/shop/.github/workflows/build.yml@refs/heads/main',
        places: ['github', 'registry'],
        missing: null,
      },
    ],
    left: null,
  },
  size: { bytes: 3_000_000, layers: 2, before: { digest: DIGEST, bytes: 1_000_000, shared: 500_000 } },
  release: {
    version: 1,
    service: 'shop',
    name: 'v1',
    image: IMAGE,
    digest: DIGEST,
    commit: null,
    committedAt: null,
    artifactType: null,
    platforms: ['linux/amd64'],
  },
};
const KEPT: BuildAnswer = { ...BUILT, outcome: 'kept', image: null, digest: null, size: null, release: null };

async function act(answer: BuildAnswer | Error, inputs: Readonly<Partial<Record<Input, string>>>) {
  const runner = new FakeRunner<Input, Output>({ GITHUB_WORKSPACE: workspaceWith() }, inputs);
  const asked: BuildOptions[] = [];
  const exitCode = await run(runner, import.meta.url, async () => ({
    async build(_, options) {
      asked.push(options);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  }));
  return { runner, asked, exitCode };
}

it('passes its inputs on', async () => {
  const { asked } = await act(BUILT, { build: 'web', tag: 'v1', builder: 'podman', push: 'false' });
  expect(asked).toEqual([
    { file: '.github/delivery.yml', name: 'web', tag: 'v1', commit: null, builder: 'podman', push: false },
  ]);
});

it('tells what was built in outputs and summary', async () => {
  const { runner, exitCode } = await act(BUILT, {});
  expect(exitCode).toBe(0);
  expect(Object.fromEntries(runner.outputs)).toEqual({
    image: IMAGE,
    digest: DIGEST,
    tag: 'v1',
    outcome: 'built',
    release: JSON.stringify(BUILT.release),
    proof: JSON.stringify(BUILT.proof),
    result: JSON.stringify(BUILT),
  });
  expect(runner.summary).toContain('## ✅ shop, web: built');
  expect(runner.summary).toContain('| Size | 2.9 MiB in 2 layers |');
  expect(runner.summary).toContain('| Beside the build before | 1.9 MiB more, 488 KiB shared |');
  expect(runner.summary).toContain('| Steps | 5, of them 2 from the cache |');
});

it('has no image where nothing was pushed', async () => {
  const { runner } = await act(KEPT, { push: 'false' });
  expect(runner.outputs.get('image')).toBe('');
  expect(runner.outputs.get('release')).toBe('');
  expect(runner.summary).toContain('built, not pushed');
});

it('shows a step that fails at its line: exit code 1', async () => {
  const place = { file: 'app/Dockerfile', line: 4, column: 1 };
  const failed = new BuildFailed('step', 'app/Dockerfile:4: it failed', [
    { ...place, what: 'RUN npm ci: exit status 1', mend: 'mend it\nit said last:\n  no such package' },
  ]);
  const { runner, exitCode } = await act(failed, {});
  expect(exitCode).toBe(1);
  expect(runner.notes).toEqual([
    {
      level: 'error',
      title: 'The build failed',
      message: 'RUN npm ci: exit status 1, mend it\nit said last:\n  no such package',
      place,
    },
  ]);
});

it('shows what else goes wrong without a place', async () => {
  const { runner, exitCode } = await act(new BuildFailed('refused', 'the registry refused; log in'), {});
  expect(exitCode).toBe(1);
  expect(runner.notes).toMatchObject([{ level: 'error', message: 'the registry refused; log in' }]);
});

it.each([
  [{ builder: 'kaniko' }, /the input builder is "kaniko"/],
  [{ push: 'no' }, /the input push is "no"/],
  [{ file: 'nowhere.yml' }, /there is no such file/],
])('refuses %j before anything is built', async (inputs, says) => {
  const { runner, asked, exitCode } = await act(BUILT, inputs);
  expect(exitCode).toBe(2);
  expect(asked).toEqual([]);
  expect(runner.notes.map(({ message }) => message).join()).toMatch(says);
});
