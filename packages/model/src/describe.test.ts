import { expect, test } from 'vitest';
import { describeDelivery, formatDelivery } from './describe.ts';
import { findEnvironment } from './find.ts';
import { readDelivery } from './read.ts';
import { local, production } from './testing/files.ts';

test('tells every default', () => {
  const read = readDelivery(production({ strategy: 'canary', after: null }), 'f');
  expect(read.ok && formatDelivery(read.delivery)).toBe(`service: checkout
environments:
  production:
    target:
      local:
        artifact: dist
        command: [ node ]
        instances: 2
        host: 127.0.0.1
        port: 8080
        health: { path: /, interval: 1s, timeout: 1s, deadline: 30s }
        stop: { drain: 5m, grace: 10s }
        env: {}
    strategy:
      canary:
        - weight: 5%
          bake: { min: 1m, max: 30m }
          approval: false
        - weight: 25%
          bake: { min: 1m, max: 30m }
          approval: false
        - weight: 50%
          bake: { min: 1m, max: 30m }
          approval: false
      watch: { min: 5m, max: 30m }
    gates: []
    guards: []
    slos: [ availability ]
    on:
      breach: rollback
      too-few-samples: pause
      no-data: rollback
      source-down: pause
      drift: restore
      cancel: rollback
    pause: { timeout: 1h, then: rollback }
    analysis:
      poll: 5s
      warm-up: 1m
      alpha: 1%
      beta: 5%
      rollback-margin: { ratio: 1.05, budget-share: 2% }
      promotion-margin: { ratio: 2, budget-share: 20% }
    arrivals: reject
    recovery: resume
    who:
      deploy: anyone
      promote: anyone
      rollback: anyone
      override: anyone
      block: anyone
    afterwards: { issue: true, comments: true, revert: false, release-note: false }
slos:
  availability: { objective: 99.9%, weight: 1 }
notices: []
`);
});

test('tells gates, people and notices in their long forms', () => {
  const keys = {
    url: 'https://shop.example.com',
    gates: `[{ freeze: Fri 16:00 - Mon 07:00 UTC }, { freeze: { window: 2026-12-23 18:00 - 2027-01-04 07:00 UTC, except: 2026-12-28 09:00 - 2026-12-28 12:00 UTC, reason: year's end } }, { checks: ci / test }, { deployed: staging }]`,
    arrivals: 'queue',
    who: '{ promote: [alice, "dependabot[bot]"], override: role:admin }',
  };
  const notices = '[{ slack: { url-env: SLACK }, environments: production }, { webhook: { url-env: HOOK } }]';
  const read = readDelivery(`${production(keys)}notices: ${notices}\n`, 'f');
  const text = read.ok ? formatDelivery(read.delivery) : '';
  expect(text).toContain('    url: https://shop.example.com\n');
  expect(text).toContain(`    gates:
      - freeze: { window: Fri 16:00 - Mon 07:00 UTC }
      - freeze:
          window: 2026-12-23 18:00 - 2027-01-04 07:00 UTC
          except: [ 2026-12-28 09:00 - 2026-12-28 12:00 UTC ]
          reason: year's end
      - checks: [ ci / test ]
      - deployed: { environment: staging }
`);
  expect(text).toContain(`    arrivals: { queue: 6h }
    recovery: resume
    who:
      deploy: anyone
      promote: [ alice, "dependabot[bot]" ]
      rollback: anyone
      override: [ role:admin ]
      block: anyone
`);
  expect(text).toContain(`notices:
  - slack: { url-env: SLACK }
    on: [ start, pause, breach, end ]
    environments: [ production ]
  - webhook:
      url-env: HOOK
      headers: {}
    on: [ start, pause, breach, end ]
`);
});

test('values that YAML would read as something else stay what they are', () => {
  const values = [
    'yes',
    '1',
    'null',
    '',
    ' a ',
    'a: b',
    '# c',
    '- d',
    '&e',
    'two\nlines\n',
    'tab\t',
    '\u007f\u0085\u009f',
    '\ufeff',
    '\u2028',
    '😀',
  ];
  const env = Object.fromEntries(values.map((value, index) => [`V${index}`, value]));
  const read = readDelivery(
    local({ env: JSON.stringify(env).replaceAll('\u007f', '\\u007f').replaceAll('\u009f', '\\u009f') }),
    'f',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const written = describeDelivery(read.delivery).environments['production']?.target.local?.env;
  expect(written).toEqual(env);
  expect(readDelivery(formatDelivery(read.delivery), 'f')).toEqual(read);
});

test('finds an environment, or says which there are', () => {
  const read = readDelivery(production({}), 'f');
  if (!read.ok) throw new Error('refused');
  expect(findEnvironment(read.delivery, 'production')).toEqual({
    ok: true,
    environment: read.delivery.environments[0],
  });
  expect(findEnvironment(read.delivery, 'producton')).toEqual({
    ok: false,
    fault: {
      what: 'there is no environment "producton"',
      why: 'the delivery file has production',
      mend: 'did you mean "production"?',
    },
  });
});
