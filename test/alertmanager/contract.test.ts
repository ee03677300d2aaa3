import { describe, expect, it } from 'vitest';
import { alertmanagerContract } from './contract.ts';

const ALERT = {
  annotations: {},
  endsAt: '2026-11-22T12:00:00.000Z',
  fingerprint: 'a',
  labels: { alertname: 'A' },
  receivers: [{ name: 'team' }],
  startsAt: '2026-11-22T10:00:00.000Z',
  status: { state: 'active', silencedBy: [], inhibitedBy: [], mutedBy: [] },
  updatedAt: '2026-11-22T10:00:00.000Z',
};

function asked(query: string, path = '/api/v2/alerts') {
  return { method: 'get', path, query, headers: {} };
}

describe("Alertmanager's description", () => {
  it.each(['', 'active=true&silenced=false', 'filter=a%3D%22b%22', 'filter=a%3D%22b%22&filter=c%3D%22d%22'])(
    'takes ?%s',
    async (query) => {
      expect((await alertmanagerContract()).checkRequest(asked(query))).toEqual([]);
    },
  );

  it.each([
    ['a switch that is neither', asked('active=maybe')],
    ['a parameter that is not described', asked('filters=a')],
    ['a path that is not described', asked('', '/api/v1/alerts')],
  ])('refuses %s', async (_, request) => {
    expect((await alertmanagerContract()).checkRequest(request)).not.toEqual([]);
  });

  it('knows good answers from others', async () => {
    const contract = await alertmanagerContract();
    expect(contract.checkResponse(asked(''), 200, [ALERT])).toEqual([]);
    expect(contract.checkResponse(asked(''), 400, 'bad matcher format')).toEqual([]);
    for (const bad of [{ ...ALERT, labels: { a: 1 } }, { ...ALERT, status: { state: 'active' } }, {}])
      expect(contract.checkResponse(asked(''), 200, [bad])).not.toEqual([]);
    expect(contract.checkResponse(asked(''), 200, {})).not.toEqual([]);
    expect(contract.checkResponse(asked(''), 503, 'later')).not.toEqual([]);
  });
});
