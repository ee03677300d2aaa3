import { expect, it } from 'vitest';
import { grafanaContract } from './contract.ts';

const GOOD = { time: 1_507_037_197_339, timeEnd: 1_507_180_805_056, tags: ['a', 'b'], text: 'What happened' };

function asked(body: unknown, path = '/api/annotations') {
  return { method: 'post', path, headers: { 'content-type': 'application/json' }, body, query: '' };
}

it('takes what the reference shows', async () => {
  expect((await grafanaContract()).checkRequest(asked(GOOD))).toEqual([]);
});

it.each([
  ['a body without text', asked({ ...GOOD, text: undefined })],
  ['an empty text', asked({ ...GOOD, text: '' })],
  ['a time that is no number of milliseconds', asked({ ...GOOD, time: '2026-03-02T09:14:00Z' })],
  ['tags in one text', asked({ ...GOOD, tags: 'a,b' })],
  ['a key that Grafana would pass over', asked({ ...GOOD, dashboardUid: 'a' })],
  ['a path that is not described', asked(GOOD, '/api/annotation')],
])('refuses %s', async (_, request) => {
  expect((await grafanaContract()).checkRequest(request)).not.toEqual([]);
});

it('knows good answers from others', async () => {
  const contract = await grafanaContract();
  expect(contract.checkResponse(asked(GOOD), 200, { message: 'Annotation added', id: 1 })).toEqual([]);
  expect(contract.checkResponse(asked(GOOD), 403, { message: 'no' })).toEqual([]);
  expect(contract.checkResponse(asked(GOOD), 200, { id: '1' })).not.toEqual([]);
  expect(contract.checkResponse(asked(GOOD), 302, {})).not.toEqual([]);
});
