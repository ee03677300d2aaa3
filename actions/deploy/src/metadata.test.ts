import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTION, DOCUMENTS, readMetadata, ROOT_ACTION, withTables } from '../tables.ts';
import { INPUTS, readInputs } from './inputs.ts';
import { OUTPUTS } from './outputs.ts';

const metadata = readMetadata(ACTION);

describe('action.yml', () => {
  it('has the inputs that are read, and no other', () => {
    expect(Object.keys(metadata.inputs)).toEqual(INPUTS);
  });

  it('has the defaults that hold without it too', () => {
    const defaults = readInputs((name) => metadata.inputs[name]?.default ?? '');
    expect(defaults).toEqual(readInputs(() => ''));
  });

  it('has the outputs that are set, and no other', () => {
    expect(Object.keys(metadata.outputs)).toEqual(OUTPUTS);
  });

  it('runs the bundle on the runner’s newest Node', () => {
    expect(metadata.runs).toEqual({ using: 'node24', main: '../../dist/deploy.js' });
  });

  it('is the same action at the root', () => {
    const { name, runs, ...root } = readMetadata(ROOT_ACTION);
    const { name: _, runs: __, ...deploy } = metadata;
    expect(root).toEqual(deploy);
    expect(name).toBe('Glidepath');
    expect(runs).toEqual({ using: 'node24', main: 'dist/deploy.js' });
  });
});

it.each(DOCUMENTS)('%s has its tables (mend with: node actions/deploy/tables.ts)', (path) => {
  const document = readFileSync(path, 'utf8');
  expect(withTables(document, metadata)).toBe(document);
});
