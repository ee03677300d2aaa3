import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';
import { DOCUMENT, readWorkflow, workflowReference, WORKFLOWS } from './workflow-reference.ts';

const ROOT = join(import.meta.dirname, '..');
/** GitHub's own limit. */
const MOST_INPUTS = 25;

const Concurrency = z.strictObject({
  group: z.string(),
  queue: z.optional(z.literal('max')),
  'cancel-in-progress': z.boolean(),
});
const Job = z.object({
  name: z.optional(z.string()),
  uses: z.optional(z.string()),
  with: z.optional(z.record(z.string(), z.unknown())),
  secrets: z.optional(z.record(z.string(), z.string())),
  permissions: z.optional(z.record(z.string(), z.enum(['read', 'write']))),
  environment: z.optional(z.strictObject({ name: z.string(), deployment: z.literal(false) })),
  concurrency: z.optional(Concurrency),
  'timeout-minutes': z.optional(z.unknown()),
  steps: z.optional(z.array(z.object({ run: z.optional(z.string()), uses: z.optional(z.string()) }))),
});
const File = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.optional(z.strictObject({})),
  concurrency: z.optional(Concurrency),
  jobs: z.record(z.string(), Job),
});
const Form = z.object({ inputs: z.record(z.string(), z.object({ description: z.string() })) });
const Watch = z.object({ workflows: z.array(z.string()), types: z.tuple([z.literal('completed')]) });

function read(path: string): z.output<typeof File> {
  return z.parse(File, parse(readFileSync(join(ROOT, path), 'utf8')));
}

const reusable = WORKFLOWS.map((file) => ({ file, ...read(`.github/workflows/${file}.yml`) }));
const callers = globSync('workflows/*.yml', { cwd: ROOT })
  .sort()
  .map((path) => ({ file: basename(path, '.yml'), ...read(path) }));

/** Of a whole file and of each of its jobs. */
function groupsOf(files: readonly z.output<typeof File>[]): readonly string[] {
  const all = files.flatMap(({ concurrency, jobs }) => [
    concurrency,
    ...Object.values(jobs).map((job) => job.concurrency),
  ]);
  return all.flatMap((each) => (each === undefined ? [] : [each.group]));
}

it('the document is what the workflows say', () => {
  expect(readFileSync(DOCUMENT, 'utf8')).toBe(workflowReference());
});

describe('a reusable workflow', () => {
  it.each(reusable)(
    '$name puts nothing into a script, ends by itself and writes no deployment',
    ({ jobs }) => {
      for (const { steps, environment, concurrency, ...job } of Object.values(jobs)) {
        for (const { run } of steps ?? []) expect(run ?? '').not.toContain('${{');
        if (steps !== undefined) expect(job['timeout-minutes']).toBeDefined();
        expect(environment?.deployment).not.toBe(true);
        expect(concurrency?.['cancel-in-progress'] ?? false).toBe(false);
      }
    },
  );

  it('queues deliveries, one group for each environment of a file, and lets nothing else wait for them', () => {
    const groups = reusable.flatMap(({ file, jobs }) =>
      Object.values(jobs).flatMap(({ concurrency }) =>
        concurrency === undefined ? [] : [{ file, ...concurrency }],
      ),
    );
    expect(groups.map(({ file, queue }) => ({ file, queue }))).toEqual([
      { file: 'deploy', queue: 'max' },
      { file: 'recover', queue: undefined },
    ]);
    expect(groups[0]?.group).toContain('inputs.file');
    expect(groups[0]?.group).toContain('inputs.environment');
  });

  it('of those that must not wait for a reviewer names no environment on GitHub unless it is given', () => {
    for (const { file, jobs } of reusable) {
      for (const { environment } of Object.values(jobs)) {
        if (environment === undefined) continue;
        const waits = environment.name.includes('inputs.environment');
        expect({ file, waits }).toEqual({ file, waits: file === 'deploy' });
      }
    }
  });
});

describe('a caller', () => {
  it.each(callers)('$file calls what there is, with a few lines', ({ file, jobs, permissions }) => {
    expect(permissions).toEqual({});
    expect(readFileSync(join(ROOT, `workflows/${file}.yml`), 'utf8').split('\n').length).toBeLessThan(70);
    for (const { uses, with: given, secrets, permissions: granted } of Object.values(jobs)) {
      const [, name = ''] =
        /^glidepath\/glidepath\/\.github\/workflows\/(\w+)\.yml@v1$/.exec(uses ?? '') ?? [];
      const called = readWorkflow(name);
      for (const input of Object.keys(given ?? {})) expect(called.inputs).toHaveProperty([input]);
      const taken = Object.keys(called.secrets ?? {});
      expect(taken).toEqual(expect.arrayContaining(Object.keys(secrets ?? {})));
      if (taken.includes('GLIDEPATH_ENV')) expect(secrets).toHaveProperty('GLIDEPATH_ENV');
      expect(granted?.['contents']).toBe(['plan', 'build'].includes(name) ? 'read' : 'write');
    }
  });

  it('asks for no more than GitHub can show in a form', () => {
    const forms = callers.flatMap(({ on }) => {
      const form = z.safeParse(Form, on['workflow_dispatch']);
      return form.success ? [Object.keys(form.data.inputs).length] : [];
    });
    expect(forms.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...forms)).toBeLessThanOrEqual(MOST_INPUTS);
  });

  it('never has a group of what it calls', () => {
    const theirs = groupsOf(reusable);
    expect(theirs).not.toEqual([]);
    expect(groupsOf(callers).filter((group) => theirs.includes(group))).toEqual([]);
  });

  it('that recovers watches every other one that conducts', () => {
    const watching = callers.find(({ file }) => file === 'recover')?.on['workflow_run'];
    const conducting = callers
      .filter(({ file }) => !['plan', 'recover'].includes(file))
      .map(({ name }) => name);
    expect(z.parse(Watch, watching).workflows.toSorted()).toEqual([...new Set(conducting)].toSorted());
  });
});
