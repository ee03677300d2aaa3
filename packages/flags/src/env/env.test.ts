import { expect, it } from 'vitest';
import { ask, flagsOf, told, valueOf } from '../testing/asking.ts';

const ENV = {
  FLAG_CHECKOUT_RELEASE: 'true',
  FLAG_OFF: 'False',
  FLAG_TEXT: ' everyone ',
  FLAG_SHARE: '2.5',
  FLAG_OBJECT: '{"a":[1]}',
  FLAG_EMPTY: '',
  CHECKOUT_RELEASE: 'false',
};
const PROVIDER = { kind: 'env', prefix: 'FLAG_' } as const;

it.each([
  ['checkout-release', 'boolean', true],
  ['checkoutRelease', 'boolean', true],
  ['checkout.release', 'boolean', true],
  ['off', 'boolean', false],
  ['text', 'string', ' everyone '],
  ['share', 'number', 2.5],
  ['share', 'string', '2.5'],
  ['object', 'object', { a: [1] }],
] as const)('%s as %s', async (key, type, value) => {
  const source = await flagsOf(PROVIDER, { env: ENV });
  expect(valueOf(await ask(source, key, type))).toEqual(value);
  await source.close();
});

it.each([
  [
    'missing',
    'boolean',
    'not-found: the environment variable FLAG_MISSING is not set; set it, in a workflow with env: { FLAG_MISSING: "${{ vars.FLAG_MISSING }}" }',
  ],
  ['empty', 'string', 'not-found: the environment variable FLAG_EMPTY is not set'],
  ['text', 'boolean', 'wrong-type: the flag "text" of the environment is no boolean'],
  ['text', 'number', 'wrong-type'],
  ['share', 'object', 'wrong-type: the flag "share" of the environment is no object of JSON'],
  ['checkout-release', 'object', 'wrong-type'],
] as const)('%s as %s is trouble', async (key, type, says) => {
  const source = await flagsOf(PROVIDER, { env: ENV });
  const answer = told(await ask(source, key, type));
  expect(answer).toContain(says);
  expect(answer).not.toContain('everyone');
  await source.close();
});
