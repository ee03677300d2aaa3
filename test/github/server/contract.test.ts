import { expect, test } from 'vitest';
import { Contract } from './contract.ts';
import { toJsonSchema } from './dialect.ts';
import { acceptedPermissions } from './permissions.ts';

const contract = await Contract.load();

function routeOf(method: string, path: string): string | undefined {
  return contract.match(method, path)?.route;
}

test.each([
  ['/repos/acme/checkout/git/ref/heads/a/b', '/repos/{owner}/{repo}/git/ref/{ref}'],
  ['/repos/acme/checkout/git/ref/heads%2Fa', '/repos/{owner}/{repo}/git/ref/{ref}'],
  ['/repos/acme/checkout/commits/feature/a', '/repos/{owner}/{repo}/commits/{ref}'],
  ['/repos/acme/checkout/commits/feature/a/status', '/repos/{owner}/{repo}/commits/{ref}/status'],
  ['/repos/acme/checkout/releases/latest', '/repos/{owner}/{repo}/releases/latest'],
  ['/repos/acme/checkout/releases/tags/v1', '/repos/{owner}/{repo}/releases/tags/{tag}'],
  ['/repos/acme/checkout/compare/a...b/c', '/repos/{owner}/{repo}/compare/{basehead}'],
  ['/repos/acme/checkout/stargazers', undefined],
  ['/repos/acme/checkout/', undefined],
])('%s is %s', (path, route) => {
  expect(routeOf('GET', path)).toBe(route);
});

test('the method counts', () => {
  expect(routeOf('PATCH', '/repos/acme/checkout/git/refs/heads/main')).toBe(
    '/repos/{owner}/{repo}/git/refs/{ref}',
  );
  expect(routeOf('GET', '/repos/acme/checkout/git/refs/heads/main')).toBeUndefined();
});

test('slashes and numbers arrive as what they are', () => {
  const path = '/repos/acme/checkout/commits/feature%2Fa/b/check-runs?per_page=5';
  const match = contract.match('GET', path.split('?')[0] ?? '');
  if (match === null) throw new Error('no route');
  const checked = contract.checkRequest(match, { method: 'GET', path, headers: {} });
  expect(checked).toEqual({
    path: { owner: 'acme', repo: 'checkout', ref: 'feature/a/b' },
    query: { per_page: 5 },
    body: undefined,
  });
});

test('every operation has a permission and a page that documents it', () => {
  for (const { id, documentation } of contract.operations()) {
    expect(acceptedPermissions(id), id).toMatch(/^$|^\w+=(read|write)((,|; )\w+=(read|write))*$/);
    expect(documentation, id).toMatch(/^https:\/\/docs\.github\.com\/rest\/.+#/);
  }
  expect(() => acceptedPermissions('git/tidy-up')).not.toThrow();
  expect(() => acceptedPermissions('gists/create')).toThrow('permissions.ts');
});

test('OpenAPI’s nullable becomes JSON Schema’s null', () => {
  const schema = { type: 'string', enum: ['a'], nullable: true };
  expect(toJsonSchema(schema)).toEqual({ anyOf: [{ type: 'string', enum: ['a'] }, { type: 'null' }] });
  const named = { type: 'object', properties: { nullable: { type: 'boolean', nullable: false } } };
  expect(toJsonSchema(named)).toEqual({ type: 'object', properties: { nullable: { type: 'boolean' } } });
});

test('only a parameter may be one of several at once', () => {
  const oneOf = [{ type: 'integer' }, { type: 'string' }];
  expect(toJsonSchema({ parameters: [{ schema: { oneOf } }], schema: { oneOf } })).toEqual({
    parameters: [{ schema: { anyOf: oneOf } }],
    schema: { oneOf },
  });
});
