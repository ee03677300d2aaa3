import { describe, expect, it } from 'vitest';
import { isRightRef, issuerOf, isRightWorkflow, parseWorkflowUri } from './workflow.ts';
import { BY_WORKFLOW } from './testing/scene.ts';

describe('the issuer of identity tokens', () => {
  it.each([
    ['https://github.com', 'https://token.actions.githubusercontent.com'],
    ['https://acme.ghe.com', 'https://token.actions.acme.ghe.com'],
    ['https://github.acme.test/', 'https://github.acme.test/_services/token'],
  ])('of %s is %s', (server, issuer) => {
    expect(issuerOf(server)).toBe(issuer);
  });
});

describe('a ref', () => {
  it.each([
    ['refs/tags/v1', 'refs/tags/v*', true],
    ['refs/tags/v1', 'refs/tags/v1', true],
    ['refs/tags/v1.2', 'refs/tags/v1', false],
    ['refs/heads/v1', 'refs/tags/v*', false],
    ['refs/tags/vx', 'refs/tags/v.', false],
    ['xrefs/tags/v1', 'refs/tags/v*', false],
    ['anything', null, true],
  ])('%s is like %s: %s', (ref, pattern, is) => {
    expect(isRightRef(ref, pattern)).toBe(is);
  });
});

describe('a workflow', () => {
  if (BY_WORKFLOW.kind !== 'workflow') throw new Error('another signer');
  const wanted = BY_WORKFLOW;
  it.each([
    ['https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1', true],
    ['https://github.com/Acme/CI/.github/workflows/build.yml@refs/tags/v1', true],
    ['https://github.com/acme/ci/.github/workflows/Build.yml@refs/tags/v1', false],
    ['https://github.com/acme/ci/.github/workflows/build.yml/../x.yml@refs/tags/v1', false],
    ['http://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1', false],
    ['https://github.com.evil.test/acme/ci/.github/workflows/build.yml@v1', false],
  ])('%s is the right one: %s', (text, is) => {
    const uri = parseWorkflowUri(text);
    expect(uri !== null && isRightWorkflow(uri, wanted)).toBe(is);
  });

  it.each(['somebody@', 'https://github.com/acme/ci'])('%s names none', (text) => {
    expect(parseWorkflowUri(text)).toBeNull();
  });
});
