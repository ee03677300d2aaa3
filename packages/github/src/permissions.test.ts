import { describe, expect, it } from 'vitest';
import { acceptedPermissions, isGrantable, permissionLines, permissionOf } from './permissions.ts';

describe('what GitHub says is missing', () => {
  it.each([
    ['contents=write', 'permissions:\n  contents: write'],
    ['contents=write; contents=write,workflows=write', 'permissions:\n  contents: write'],
    [
      'workflows=write; pull_requests=write,issues=read',
      'permissions:\n  pull-requests: write\n  issues: read',
    ],
    ['metadata=read,actions=read', 'permissions:\n  actions: read'],
    ['administration=write', 'permissions:\n  administration: write'],
  ])('%s', (header, lines) => {
    expect(permissionLines(acceptedPermissions(header) ?? [])).toBe(lines);
  });

  it.each(['', ';', 'metadata=read', 'allows_permissionless_access=true', 'contents=admin'])(
    'is nothing that helps: %j',
    (header) => {
      expect(acceptedPermissions(header)).toBeNull();
    },
  );

  it('may be beyond a workflow', () => {
    expect(isGrantable([{ name: 'administration', access: 'write' }])).toBe(false);
    expect(isGrantable([{ name: 'pull_requests', access: 'write' }])).toBe(true);
  });
});

it.each([
  ['GET', 'git/ref/glidepath/checkout/production', 'contents', 'read'],
  ['PATCH', 'git/refs/glidepath/checkout/production', 'contents', 'write'],
  ['GET', 'commits', 'contents', 'read'],
  ['GET', 'commits/main/check-runs', 'checks', 'read'],
  ['GET', 'commits/abc/status', 'statuses', 'read'],
  ['GET', 'commits/abc/pulls', 'pull_requests', 'read'],
  ['POST', 'deployments', 'deployments', 'write'],
  ['POST', 'deployments/1/statuses', 'deployments', 'write'],
  ['POST', 'issues/1/comments', 'issues', 'write'],
  ['POST', 'pulls', 'pull_requests', 'write'],
  ['GET', 'actions/runs/1/attempts/2', 'actions', 'read'],
  ['GET', 'environments/production', 'actions', 'read'],
  ['POST', 'dispatches', 'contents', 'write'],
])('%s %s needs %s', (method, path, name, access) => {
  expect(permissionOf(method, `/repos/acme/checkout/${path}`)).toEqual({ name, access });
});

it('knows no need where there is none', () => {
  expect(permissionOf('GET', '/user')).toBeNull();
  expect(permissionOf('GET', '/repos/acme/checkout')).toBeNull();
});
