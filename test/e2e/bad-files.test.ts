import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CANARY, Service } from '../harness/index.ts';

let service: Service;

beforeAll(async () => {
  service = await Service.create(CANARY);
  service.release('v1');
});

afterAll(async () => service.remove());

const GOOD = `service: shop
environments:
  staging:
    target: { local: { artifact: ./app, command: [node, server.mjs], port: 8101 } }
    strategy: rolling
    slos: [availability]
  production:
    after: staging
    target: { local: { artifact: ./app, command: [node, server.mjs], port: 8102 } }
    strategy: { canary: [1%, 5%, 25%], bake: { max: 30m } }
    gates: [{ freeze: "Fri 16:00 - Mon 07:00 Europe/Berlin" }]
    slos: [availability]
slos:
  availability: 99.9%
`;

function edited(from: string, to: string): string {
  if (!GOOD.includes(from)) throw new Error(`the good file has no ${from}`);
  return GOOD.replace(from, to);
}

const bomb = (): string =>
  `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i}, `.repeat(9)}]\n`).join('')}${GOOD}`;

const BAD: readonly (readonly [what: string, text: string | Uint8Array, says: RegExp])[] = [
  ['an unknown key', edited('strategy: rolling', 'stratgey: rolling'), /:5:5: .*stratgey.*strategy/],
  ['a wrong type', edited('port: 8101', 'port: [8101]'), /:4:\d+: .*port/],
  ['a weight over 100', edited('[1%, 5%, 25%]', '[1%, 5%, 125%]'), /:10:\d+: .*125/],
  ['weights that fall', edited('[1%, 5%, 25%]', '[1%, 25%, 5%]'), /:10:\d+: .*5\s?%/],
  ['a step after 100 %', edited('[1%, 5%, 25%]', '[1%, 100%, 25%]'), /:10:\d+: .*100/],
  [
    'an SLO that is not defined',
    edited('slos: [availability]\n  production', 'slos: [avilability]\n  production'),
    /:6:\d+: .*avilability.*availability/,
  ],
  [
    'an environment that is not defined',
    edited('after: staging', 'after: stagging'),
    /:8:\d+: .*stagging.*staging/,
  ],
  [
    'a circle in after',
    edited('    strategy: rolling', '    after: production\n    strategy: rolling'),
    /:\d+:\d+: .*(staging|production)/,
  ],
  [
    'an unknown time zone',
    edited('Europe/Berlin', 'Europe/Berln'),
    /:11:\d+: .*Europe\/Berln.*Europe\/Berlin/,
  ],
  ['an objective of 100 %', edited('99.9%', '100%'), /:14:\d+: .*100/],
  ['an objective of 0 %', edited('99.9%', '0%'), /:14:\d+: .*0/],
  ['duplicate keys', `${GOOD}service: again\n`, /:15:1: .*service/],
  ['tabs', edited('    after: staging', '\tafter: staging'), /:8:1: .*[Tt]ab/],
  ['an empty file', '', /delivery\.yml:1:1: .*empty/],
  [
    'a file of 50 MB',
    `# ${'x'.repeat(50 * 1024 * 1024)}\n${GOOD}`,
    /delivery\.yml:1:1: .*(MB|MiB|bytes|large)/,
  ],
  ['an alias bomb', bomb(), /delivery\.yml:\d+:\d+: .*[Aa]lias|anchor/],
  [
    'not UTF-8',
    Buffer.concat([Buffer.from(GOOD), Buffer.from([0x23, 0xff, 0xfe, 0x0a])]),
    /:15:\d+: .*UTF-8/,
  ],
  [
    'a path that leaves the workspace',
    edited('artifact: ./app', 'artifact: ../../etc'),
    /:4:\d+: .*workspace/,
  ],
  [
    'two problems at once',
    edited('port: 8101', 'prot: 8101').replace('99.9%', '100%'),
    /:4:\d+: [\s\S]*:14:\d+: /,
  ],
  ['a list instead of a file', '- 1\n- 2\n', /:1:1: /],
  ['no environment', 'service: shop\nenvironments: {}\nslos: { a: 99% }\n', /:2:\d+: .*environment/],
];

describe.each(BAD)('a delivery file with %s', (_, text, says) => {
  it.each([['deploy'], ['validate'], ['action']] as const)(
    'is refused by %s before anything is touched',
    async (how) => {
      service.write('.github/delivery.yml', text);
      const end =
        how === 'action'
          ? await service.deploy('v1').ended
          : await service.cli(...(how === 'deploy' ? [how, '-e', 'production'] : [how])).ended;
      const said = `${end.stdout}\n${end.stderr}`;
      expect(end.code, said).toBe(2);
      if (how === 'action') expect(said).toMatch(/^::error .*file=.github\/delivery\.yml,line=\d+.*col/m);
      else expect(end.stderr).toMatch(says);
      expect(said).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
      expect(existsSync(service.stateDir)).toBe(false);
      expect(service.git('for-each-ref', 'refs/glidepath')).toBe('');
    },
  );
});

it('the file that the bad ones are made from is good', async () => {
  service.write('.github/delivery.yml', GOOD);
  const end = await service.cli('validate').ended;
  expect(end, end.stderr).toMatchObject({ code: 0 });
});
