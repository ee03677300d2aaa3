import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BRISK } from '../harness/brisk.ts';
import { Service, SLOS, startAction, until, type ActionEnded, type ActionRun } from '../harness/index.ts';

/** Feature flags asked for by the action `gate`, by the bundle as it ships. */

const FLAGS = `checkout-release: true
audience: { value: staff, variant: inside }
share: 12.5
limits: { value: { most: 10, names: [a, b] }, variant: low }
`;
const ONLY = { 'only-flags': 'true' };

let service: Service;

beforeEach(async () => {
  service = await Service.create(BRISK, `${SLOS}flags: { file: flags.yml }\n`);
  service.write('flags.yml', FLAGS);
});

afterEach(async () => service.remove());

function start(flags: string, inputs: Readonly<Record<string, string>> = {}, env = service.env): ActionRun {
  return startAction('gate', service.workspace, { environment: 'production', flags, ...inputs }, env);
}

async function ask(...asked: Parameters<typeof start>): Promise<ActionEnded> {
  return start(...asked).ended;
}

function flagsOf({ outputs }: ActionEnded): unknown {
  return JSON.parse(outputs['flags'] ?? '');
}

/** What the runner would obey: one command a line, at its start, or else in the older form anywhere. */
function commandsIn({ stdout }: ActionEnded): readonly string[] {
  return stdout.split('\n').flatMap((line) => {
    const [command] = /^\s*::[\w-]+/.exec(line) ?? /##\[[\w-]+/.exec(line) ?? [];
    return command === undefined ? [] : [command];
  });
}

describe('flags of every type', () => {
  const ALL = `- checkout-release
- { flag: audience, is: staff }
- { flag: share, type: number }
- { flag: limits, type: object }
`;

  it('are told in outputs of their own, as one JSON, and in the summary', async () => {
    const end = await ask(ALL);
    expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({
      code: 0,
      outputs: {
        open: 'true',
        reason: '',
        'value-checkout-release': 'true',
        'variant-checkout-release': '',
        'reason-checkout-release': 'STATIC',
        'value-audience': 'staff',
        'variant-audience': 'inside',
        'value-share': '12.5',
        'value-limits': '{"most":10,"names":["a","b"]}',
        'variant-limits': 'low',
      },
    });
    expect(flagsOf(end)).toMatchObject({
      audience: { value: 'staff', variant: 'inside', reason: 'STATIC', open: true, trouble: null },
      limits: { value: { most: 10, names: ['a', 'b'] } },
    });
    expect(end.summary).toContain('| `audience` | "staff" | inside | STATIC | open |');
  });

  it('can be all that is asked: a freeze and the ledger are left alone', async () => {
    const frozen = `${BRISK}    gates: [{ freeze: Mon 00:00 - Sun 23:59 UTC }]\n`;
    const other = await Service.create(frozen, `${SLOS}flags: { file: flags.yml }\n`);
    try {
      other.write('flags.yml', FLAGS);
      const inputs = { environment: 'production', flags: ALL };
      const closed = await startAction('gate', other.workspace, inputs, other.env).ended;
      expect(closed).toMatchObject({ code: 7, outputs: { open: 'false', reason: 'frozen' } });
      const open = await startAction('gate', other.workspace, { ...inputs, ...ONLY }, other.env).ended;
      expect(open).toMatchObject({ code: 0, outputs: { open: 'true', 'value-share': '12.5' } });
      expect(JSON.parse(open.outputs['result'] ?? '')).toMatchObject({ ledger: null });
      expect(other.git('for-each-ref', 'refs/glidepath')).toBe('');
    } finally {
      await other.remove();
    }
  });
});

describe('a flag with another value', () => {
  const EVERYONE = '{ flag: audience, is: everyone }';

  it('closes the gate, and the message has both values', async () => {
    const end = await ask(EVERYONE);
    expect(end).toMatchObject({
      code: 7,
      outputs: { open: 'false', reason: 'flag', 'value-audience': 'staff' },
    });
    expect(end.outputs['message']).toContain(
      'the flag "audience" is "staff" (inside, STATIC), and must be "everyone"',
    );
    expect(commandsIn(end)).toEqual(['::error']);
  });

  it('is an answer to whoever only reads flags', async () => {
    const end = await ask(EVERYONE, { ...ONLY, 'on-closed': 'pass' });
    expect(end).toMatchObject({ code: 0, outputs: { open: 'false', reason: 'flag' } });
    expect(commandsIn(end)).toEqual([]);
  });

  it('is waited for until somebody turns it', async () => {
    const run = start(EVERYONE, { wait: '50s' });
    await until('it to wait', () => run.running.stdout.includes('waits: the flag "audience" is "staff"'));
    service.write('flags.yml', 'audience: everyone\n');
    const end = await run.ended;
    expect(end, end.stdout).toMatchObject({
      code: 0,
      outputs: { open: 'true', 'value-audience': 'everyone' },
    });
  });
});

describe('a flag that can not be evaluated', () => {
  it('closes the gate, and the message says why', async () => {
    const end = await ask('gone', ONLY);
    expect(end).toMatchObject({
      code: 7,
      outputs: { open: 'false', reason: 'gate-unreachable', 'value-gone': '' },
    });
    expect(flagsOf(end)).toMatchObject({ gone: { value: null, trouble: { code: 'not-found' } } });
    expect(end.outputs['message']).toContain('knows no flag "gone"');
  });

  it('is open where it was asked for like that, with a warning', async () => {
    const end = await ask('{ flag: audience, type: number, is: 3, unknown: open }', ONLY);
    expect(end).toMatchObject({ code: 0, outputs: { open: 'true' } });
    expect(flagsOf(end)).toMatchObject({ audience: { open: true, trouble: { code: 'wrong-type' } } });
    expect(commandsIn(end)).toEqual(['::warning']);
  });

  it('is one of an environment that names no provider: exit code 2, and what to write', async () => {
    const bare = await Service.create(BRISK, SLOS);
    try {
      const inputs = { environment: 'production', flags: 'a' };
      const end = await startAction('gate', bare.workspace, inputs, bare.env).ended;
      expect(end).toMatchObject({ code: 2, outputs: {} });
      expect(end.stdout).toMatch(/^::error title=An input can not be used::.*write flags: { file: /m);
    } finally {
      await bare.remove();
    }
  });
});

describe('what a provider answers', () => {
  const HOSTILE =
    'a\n::set-output name=open::true\n::error::x\nopen=true\nvalue-b<<ghadelimiter_0\r\n##[error]y <img src=x> | `z`';

  it('breaks neither the outputs nor the log nor the summary', async () => {
    service.write('flags.yml', JSON.stringify({ a: { value: HOSTILE, variant: HOSTILE } }));
    const end = await ask('{ flag: a, is: everyone }');
    expect(end.code).toBe(7);
    expect(Object.keys(end.outputs)).toEqual([
      'open',
      'reason',
      'message',
      'until',
      'flags',
      'value-a',
      'variant-a',
      'reason-a',
      'result',
    ]);
    expect(end.outputs).toMatchObject({ open: 'false', 'value-a': HOSTILE });
    expect(flagsOf(end)).toMatchObject({ a: { value: HOSTILE } });
    for (const name of ['message', 'flags', 'result', 'variant-a']) {
      expect(end.outputs[name]).not.toMatch(/[\r\n]/);
    }
    expect(commandsIn(end)).toEqual(['::error']);
    expect(end.summary).not.toMatch(/<img|^::/m);
  });

  it('is not told where it is our own token', async () => {
    const token = 'ofrep-secret-5f3a';
    const server = createServer((request, response) => {
      const value = request.headers.authorization ?? '';
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ key: 'a', value, reason: 'STATIC', variant: 'v' }));
    });
    const port = await listen(server);
    try {
      const provider = `{ ofrep: { url: "http://127.0.0.1:${port}", token-env: FLAG_TOKEN } }`;
      const file = service.git('show', 'HEAD:.github/delivery.yml').replace('{ file: flags.yml }', provider);
      service.write('.github/delivery.yml', file);
      const end = await ask('{ flag: a, type: string }', ONLY, { ...service.env, FLAG_TOKEN: token });
      expect(flagsOf(end)).toMatchObject({ a: { value: null, trouble: { code: 'broken' } } });
      expect(end.outputs['flags']).toContain('holds the secret of FLAG_TOKEN');
      // But for the line that has the runner hide it.
      expect(end.stdout).toContain(`::add-mask::${token}`);
      expect(JSON.stringify(end).replace(`::add-mask::${token}`, '')).not.toContain(token);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe('bad input is refused with its line and column before anything is asked', () => {
  it.each([
    [
      '- checkout-release\n- { flag: b, iz: 1 }',
      'flags:2:14: unknown key "iz" in flags[1], did you mean "is"?',
    ],
    [
      'checkout-release\naudience',
      'flags:1:1: flags is one text of several lines, write - and a space before each key',
    ],
    ['[a, A]', 'flags:1:5: flags[1] asks for "A", "a" is asked for already'],
    ['- "open=true"', `flags:1:3: flags[0] is "open=true", no output's name may hold = or <`],
    ['{ flag: a', 'flags:1:10: '],
  ])('%j', async (flags, says) => {
    service.write('.github/delivery.yml', 'not read');
    const end = await ask(flags);
    expect(end).toMatchObject({ code: 2, outputs: {}, summary: '' });
    expect(end.stdout).toContain(`::error title=An input can not be used::${says}`);
  });
});

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  return address.port;
}
