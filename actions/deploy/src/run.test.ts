import { existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Input } from './inputs.ts';
import type { Output } from './outputs.ts';
import { run } from './run.ts';
import type { Note, Runner } from './runner.ts';

const FILE = `service: shop
environments:
  production:
    target: { local: { artifact: ./app, command: [node, server.js], port: 8080 } }
    strategy: canary
    slos: [availability]
slos: { availability: 99% }
`;

/** A runner in memory. */
class FakeRunner implements Runner {
  readonly outputs = new Map<Output, string>();
  readonly notes: Note[] = [];
  readonly lines: string[] = [];
  summary = '';
  readonly env: Runner['env'];
  readonly #inputs: Readonly<Partial<Record<Input, string>>>;

  constructor(env: Runner['env'], inputs: Readonly<Partial<Record<Input, string>>>) {
    this.env = env;
    this.#inputs = inputs;
  }

  input(name: Input): string {
    return this.#inputs[name] ?? '';
  }

  output(name: Output, value: string): void {
    this.outputs.set(name, value);
  }

  annotate(note: Note): void {
    this.notes.push(note);
  }

  async summarize(markdown: string): Promise<void> {
    this.summary += markdown;
  }

  log(line: string): void {
    this.lines.push(line);
  }

  startGroup(line: string): void {
    this.lines.push(`> ${line}`);
  }

  endGroup(): void {
    this.lines.push('<');
  }
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glidepath-action-'));
  mkdirSync(join(folder, '.github'));
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, '.github/delivery.yml'), FILE);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function runner(inputs: Readonly<Partial<Record<Input, string>>>): FakeRunner {
  return new FakeRunner({ GITHUB_WORKSPACE: folder, GLIDEPATH_STATE_DIR: join(folder, 'state') }, inputs);
}

describe('what can not be used', () => {
  it('is told at its place in the delivery file: exit code 2, no outputs', async () => {
    writeFileSync(join(folder, '.github/delivery.yml'), FILE.replace('8080', '0').replace('99%', '100%'));
    const fake = runner({});
    expect(await run(fake, import.meta.url)).toBe(2);
    expect(fake.notes).toMatchObject([
      { level: 'error', place: { file: '.github/delivery.yml', line: 4 } },
      { level: 'error', place: { file: '.github/delivery.yml', line: 7 } },
    ]);
    expect(fake.outputs.size).toBe(0);
    expect(existsSync(join(folder, 'state'))).toBe(false);
  });

  it.each([
    [{ environment: 'prod' }, /no environment "prod"/],
    [{ artifact: '../other' }, /leads out of the workspace/],
    [{ report: '../report.html' }, /no file in the workspace/],
    [{ commit: 'nowhere' }, /no commit here/],
  ])('is told of the input %j', async (inputs, says) => {
    const fake = runner(inputs);
    expect(await run(fake, import.meta.url)).toBe(2);
    expect(fake.notes.map(({ level }) => level)).toEqual(['error']);
    expect(fake.notes[0]?.message).toMatch(says);
    expect(fake.outputs.size).toBe(0);
  });
});

it('a ledger that is not there is told as trouble, not as a defect', async () => {
  const fake = runner({ release: 'v1' });
  expect(await run(fake, import.meta.url)).toBe(1);
  expect(fake.outputs.get('decision')).toBe('failed');
  expect(fake.outputs.get('reason')).toBe('ledger-unreachable');
  expect(JSON.parse(fake.outputs.get('result') ?? '')).toMatchObject({
    version: 1,
    release: { name: 'v1', commit: null },
    decision: 'failed',
  });
  expect(fake.summary).toContain('failed');
  expect(fake.notes.map(({ level }) => level)).toEqual(['error']);
  expect(fake.notes[0]?.message).toContain('git init');
});
