import type { Result } from '@glidepath/conductor';
import { describe, expect, it } from 'vitest';
import { complaints, rateOf, type Delivery } from './check.ts';
import { closingTable, jsonLine } from './closing.ts';
import type { WindowTally } from './load/messages.ts';
import { RELEASES, type DemoRelease } from './releases.ts';

const [healthy, failing, , dying] = RELEASES;

const clients: WindowTally = {
  name: 'v2',
  ms: 10_000,
  requests: 3_500,
  settled: 3_500,
  failed: 0,
  failedNotByRelease: 0,
  unsent: 0,
  p50: 17,
  p95: 23,
  p99: 40,
  answeredBy: { v1: 2_000, v2: 1_500 },
  faults: {},
};

function delivery(
  release: DemoRelease | undefined,
  change: {
    result?: Partial<Result>;
    clients?: Partial<WindowTally>;
    exitCode?: number;
    outputs?: [string, string][];
  } = {},
): Delivery {
  if (release === undefined) throw new Error('no such release');
  const { expected, behaviour } = release;
  const result: Result = {
    version: 1,
    service: 'shop',
    environment: 'production',
    release: { digest: `sha256:${'a'.repeat(64)}`, name: behaviour.name, commit: null },
    decision: expected.decision,
    reason: expected.reason,
    message: 'because',
    startedAt: '2026-03-04T12:00:00.000Z',
    endedAt: '2026-03-04T12:00:12.340Z',
    rollout: 'r1',
    strategy: 'canary',
    stable: null,
    live: null,
    timeline: [],
    ledger: { ref: 'refs/glidepath/shop/production', entry: null },
    ...change.result,
  };
  const own = behaviour.diesOnStart ? {} : { [behaviour.name]: 100 };
  return {
    release,
    exitCode: change.exitCode ?? expected.exitCode,
    outputs: new Map(
      change.outputs ?? [
        ['decision', result.decision],
        ['reason', result.reason],
      ],
    ),
    result,
    clients: {
      ...clients,
      answeredBy: { v1: 3_000, ...own },
      failed: behaviour.failRate > 0 ? 20 : 0,
      ...change.clients,
    },
  };
}

describe('what must hold of a delivery', () => {
  it.each(RELEASES.map((release) => [release.behaviour.name, release] as const))(
    'is nothing more than what %s does',
    (_, release) => {
      expect(complaints(delivery(release))).toEqual([]);
    },
  );

  it.each([
    [
      'another decision',
      delivery(failing, { result: { decision: 'promoted', reason: 'healthy' } }),
      /promoted .* instead/,
    ],
    ['another reason', delivery(failing, { result: { reason: 'too-few-samples' } }), /too-few-samples/],
    ['a green exit over a rollback', delivery(failing, { exitCode: 0 }), /exit code 0 instead of 3/],
    [
      'an output that says something else',
      delivery(healthy, {
        outputs: [
          ['decision', 'failed'],
          ['reason', 'healthy'],
        ],
      }),
      /output decision/,
    ],
    ['no outputs', delivery(healthy, { outputs: [] }), /output decision is ""/],
    [
      'too little traffic',
      delivery(healthy, { clients: { requests: 1_900, settled: 1_900 } }),
      /only 190 requests/,
    ],
    ['requests without an end', delivery(healthy, { clients: { settled: 3_499 } }), /1 requests never/],
    ['a release nobody reached', delivery(healthy, { clients: { answeredBy: { v1: 9 } } }), /no client ever/],
    ['faults that nobody saw', delivery(failing, { clients: { failed: 0 } }), /no client saw it fail/],
    ['answers of a dead release', delivery(dying, { clients: { answeredBy: { v5: 2 } } }), /never started/],
    [
      'traffic for a dead release',
      delivery(dying, {
        result: {
          timeline: [
            {
              at: '2026-03-04T12:00:01.000Z',
              event: 'stepped',
              weight: 20,
              actor: 'demo',
              note: '',
              verdict: null,
            },
          ],
        },
      }),
      /given 20 % of the traffic/,
    ],
    [
      'failures that the release did not cause',
      delivery(healthy, { clients: { failed: 2, failedNotByRelease: 2, faults: { '502 from nobody': 2 } } }),
      /2 failures that no release caused: 2 x 502 from nobody/,
    ],
  ])('is broken by %s', (_, broken, message) => {
    const found = complaints(broken);
    expect(found.join('\n')).toMatch(message);
    expect(found.every((complaint) => complaint.startsWith(`${broken.release.behaviour.name}: `))).toBe(true);
  });
});

describe('the rate', () => {
  it('is that of the time the window was open', () => {
    expect(rateOf(clients)).toBe(350);
    expect(rateOf({ ...clients, ms: 0 })).toBe(0);
  });
});

describe('the end', () => {
  it('is a table, figures to the right', () => {
    const [head, rule, row] = closingTable([delivery(healthy)]);
    expect(head).toMatch(/^release {2}it/);
    expect(rule).toMatch(/^-+$/);
    expect(row).toMatch(/^v2 +healthy +promoted +healthy +12\.3 s +3500 +350 +0 +0 +0 +23 ms$/);
  });

  it('is one JSON object a delivery: the result, and what clients saw', () => {
    const line = jsonLine(delivery(failing));
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      service: 'shop',
      decision: 'rolled-back',
      reason: 'breach',
      clients: { requests: 3_500, failed: 20, failedNotByRelease: 0 },
    });
  });
});
