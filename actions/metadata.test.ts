import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACTIONS, readmeOf, readMetadata, withTables } from '../build/action-tables.ts';
import * as analyzeInputs from './analyze/src/inputs.ts';
import * as analyzeOutputs from './analyze/src/outputs.ts';
import * as buildInputs from './build/src/inputs.ts';
import * as buildOutputs from './build/src/outputs.ts';
import * as deployInputs from './deploy/src/inputs.ts';
import * as deployOutputs from './deploy/src/outputs.ts';
import * as gateInputs from './gate/src/inputs.ts';
import * as gateOutputs from './gate/src/outputs.ts';
import * as planInputs from './plan/src/inputs.ts';
import * as planOutputs from './plan/src/outputs.ts';
import * as promoteInputs from './promote/src/inputs.ts';
import * as promoteOutputs from './promote/src/outputs.ts';
import * as recoverInputs from './recover/src/inputs.ts';
import * as recoverOutputs from './recover/src/outputs.ts';
import * as rollbackInputs from './rollback/src/inputs.ts';
import * as rollbackOutputs from './rollback/src/outputs.ts';

interface Input {
  input(name: string): string;
}

const here = { workspace: '/work', env: {} };
const CODE = {
  analyze: { ...analyzeInputs, ...analyzeOutputs, read: analyzeInputs.readInputs },
  build: { ...buildInputs, ...buildOutputs, read: buildInputs.readInputs },
  deploy: {
    ...deployInputs,
    ...deployOutputs,
    read: (from: Input) => deployInputs.readInputs(from, here),
  },
  gate: { ...gateInputs, ...gateOutputs, read: gateInputs.readInputs },
  plan: { ...planInputs, ...planOutputs, read: planInputs.readInputs },
  promote: { ...promoteInputs, ...promoteOutputs, read: promoteInputs.readInputs },
  recover: { ...recoverInputs, ...recoverOutputs, read: recoverInputs.readInputs },
  rollback: { ...rollbackInputs, ...rollbackOutputs, read: rollbackInputs.readInputs },
};

it('knows the code of every action', () => {
  expect(Object.keys(CODE)).toEqual(ACTIONS);
});

describe.each(Object.entries(CODE))('%s', (name, { INPUTS, OUTPUTS, read }) => {
  const metadata = readMetadata(name);

  it('has the inputs that are read, and no other', () => {
    expect(Object.keys(metadata.inputs)).toEqual(INPUTS);
  });

  it('has the defaults that hold without them too', () => {
    const defaults = read({ input: (input) => metadata.inputs[input]?.default ?? '' });
    expect(defaults).toEqual(read({ input: () => '' }));
  });

  it('takes the job’s own token where none is given', () => {
    expect(metadata.inputs['token']).toMatchObject({ required: false, default: '${{ github.token }}' });
  });

  it('has the outputs that are set, and no other', () => {
    expect(Object.keys(metadata.outputs)).toEqual(OUTPUTS);
  });

  it('runs its bundle on the runner’s newest Node', () => {
    expect(metadata.runs).toEqual({ using: 'node24', main: `../../dist/${name}.js` });
  });

  it('has its tables in its README (mend with: node build/action-tables.ts)', () => {
    const document = readFileSync(readmeOf(name), 'utf8');
    expect(withTables(document, metadata)).toBe(document);
  });
});

it('is the action deploy at the root', () => {
  const { name, runs, ...root } = readMetadata(null);
  const { name: _, runs: __, ...deploy } = readMetadata('deploy');
  expect(root).toEqual(deploy);
  expect(name).toBe('Glidepath');
  expect(runs).toEqual({ using: 'node24', main: 'dist/deploy.js' });
});
