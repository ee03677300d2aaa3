import type { Channel, Notice } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { addressOf, missingVariables } from './address.ts';

const SLACK: Channel = { kind: 'slack', urlEnv: 'SLACK_URL' };
const HOOK: Channel = {
  kind: 'webhook',
  urlEnv: 'HOOK_URL',
  headers: { 'x-team': 'shop' },
  secretEnv: 'HOOK_SECRET',
};

const GRAFANA: Channel = {
  kind: 'grafana',
  url: 'https://grafana.example/sub',
  tokenEnv: 'GRAFANA_TOKEN',
  dashboard: null,
  tags: [],
};

function notice(channel: Channel): Notice {
  return { channel, on: ['end'], environments: null };
}

describe('missingVariables', () => {
  it('is empty where all is there', () => {
    const env = { SLACK_URL: 'https://slack.example/x', HOOK_URL: 'http://hook.example', HOOK_SECRET: 's' };
    expect(missingVariables([notice(SLACK), notice(HOOK)], env)).toEqual([]);
  });

  it('names what is missing once, and the lines that mend it', () => {
    expect(missingVariables([notice(SLACK), notice(SLACK)], { SLACK_URL: ' ' })).toEqual([
      'the environment variable SLACK_URL, which holds the address of a slack notice, is not set; set it, in a workflow with env: { SLACK_URL: "${{ secrets.SLACK_URL }}" }',
    ]);
    expect(missingVariables([notice(HOOK)], { HOOK_URL: 'http://hook.example' })).toEqual([
      expect.stringContaining('HOOK_SECRET, which signs the webhook notices to HOOK_URL, is not set'),
    ]);
  });

  it.each(['hush-hush', 'ftp://hush', 'https://'])(
    'refuses %j as an address without telling it',
    (SLACK_URL) => {
      const [said = ''] = missingVariables([notice(SLACK)], { SLACK_URL });
      expect(said).toContain('no http or https address');
      expect(said).not.toContain('hush');
    },
  );

  it('refuses headers that HTTP does not allow', () => {
    const channel: Channel = { ...HOOK, headers: { 'x team': 'a' }, secretEnv: null };
    expect(missingVariables([notice(channel)], { HOOK_URL: 'http://h.example' })).toEqual([
      expect.stringContaining('a header of the webhook notice'),
    ]);
  });
});

describe('addressOf', () => {
  it('has the API below Grafana, and its token in a header', () => {
    expect(addressOf(GRAFANA, { GRAFANA_TOKEN: 'glsa_hush\n' })).toEqual({
      name: 'grafana (GRAFANA_TOKEN)',
      channel: 'grafana',
      url: 'https://grafana.example/sub/api/annotations',
      headers: { authorization: 'Bearer glsa_hush' },
      secret: null,
    });
  });

  it('refuses a token that is not there or is none', () => {
    expect(addressOf(GRAFANA, {})).toContain(
      'GRAFANA_TOKEN, which holds the token for annotations in https://grafana.example/sub, is not set',
    );
    const said = addressOf(GRAFANA, { GRAFANA_TOKEN: 'two\nhush' });
    expect(said).toContain('what it holds is none');
    expect(said).not.toContain('hush');
  });

  it('takes off the line break of a pasted secret', () => {
    const env = { HOOK_URL: 'https://hook.example/a\n', HOOK_SECRET: 's3cret\n' };
    expect(addressOf(HOOK, env)).toEqual({
      name: 'webhook (HOOK_URL)',
      channel: 'webhook',
      url: 'https://hook.example/a',
      headers: { 'x-team': 'shop' },
      secret: 's3cret',
    });
  });

  it('makes a header of a user and password in the address', () => {
    const address = addressOf(SLACK, { SLACK_URL: 'https://ada:p%40ss%zz@hook.example/a' });
    expect(address).toMatchObject({
      url: 'https://hook.example/a',
      headers: { authorization: `Basic ${Buffer.from('ada:p@ss%zz').toString('base64')}` },
    });
  });
});
