import { expect, it } from 'vitest';
import { refusal } from './troubles.ts';

const where = { server: 'https://eu:6443', context: 'eu', engine: 'kubernetes' };
const path = '/apis/apps/v1/namespaces/shop/deployments/checkout?fieldManager=glidepath';

function status(reason: string, message: string, causes: object[] = []): string {
  return JSON.stringify({ kind: 'Status', reason, message, details: { causes } });
}

it.each<[number, string, string, boolean]>([
  [401, status('Unauthorized', 'Unauthorized'), 'does not accept the login of the context "eu" (401)', true],
  [
    403,
    status('Forbidden', 'User "ci" cannot patch resource "deployments" in API group "apps"'),
    'Add to the Role in the namespace shop: { apiGroups: ["apps"], resources: ["deployments"], verbs: [patch] }',
    true,
  ],
  [
    403,
    status('Forbidden', 'exceeded quota: pods'),
    'The cluster forbids to write deployments "checkout"',
    true,
  ],
  [404, status('NotFound', 'namespaces "shop" not found'), 'There is no namespace shop', true],
  [404, '404 page not found', 'There is no deployments "checkout" in the cluster', true],
  [409, status('Conflict', 'the object has been modified'), 'at the same time', false],
  [
    409,
    status('Conflict', 'conflict', [
      { reason: 'FieldManagerConflict', message: 'conflict with "hpa"', field: '.spec.replicas' },
    ]),
    'held by others: conflict with "hpa" .spec.replicas',
    true,
  ],
  [
    422,
    status('Invalid', 'ValidatingAdmissionPolicy denied request: no friday'),
    'no friday. A policy of the cluster says so',
    true,
  ],
  [422, status('Invalid', 'spec.selector: field is immutable'), 'That field can never change', true],
  [429, 'busy', 'too busy', false],
  [503, 'etcd is away', 'answered 503: etcd is away', false],
])('says of %i %s what to do', (code, body, says, final) => {
  const error = refusal({ path }, code, body, where);
  expect(error.message).toContain(says);
  expect(error.final).toBe(final);
  expect(error.status).toBe(code);
});

it('lets no control characters through', () => {
  const error = refusal({ path }, 500, 'a\u001b[31mb\nc', where);
  expect(error.message).toContain('a [31mb c');
});
