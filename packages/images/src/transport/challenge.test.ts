import { expect, it } from 'vitest';
import { parseChallenge } from './challenge.ts';

const bearer = (realm: string, service: string | null) => ({ kind: 'bearer', realm, service });

it.each([
  ['Basic realm="x"', { kind: 'basic' }],
  ['basic', { kind: 'basic' }],
  ['Bearer realm="https://a/t",service="r",scope="repository:a/b:pull,push"', bearer('https://a/t', 'r')],
  ['bearer REALM=https://a/t', bearer('https://a/t', null)],
  ['Basic realm="x", Bearer realm="https://a/t", service="r, basic"', bearer('https://a/t', 'r, basic')],
  ['Bearer realm="a\\"b"', bearer('a"b', null)],
  ['Negotiate', null],
  ['Bearer service="no realm"', null],
  ['', null],
  [null, null],
])('reads %j', (header, challenge) => {
  expect(parseChallenge(header)).toEqual(challenge);
});
