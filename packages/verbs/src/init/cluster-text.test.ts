import { millis, percent, readDelivery } from '@glidepath/model';
import type { SurveyedWorkload } from '@glidepath/targets/survey';
import { describe, expect, it } from 'vitest';
import { clusterText } from './cluster-text.ts';
import type { ClusterPlace } from './cluster.ts';
import type { Survey } from './survey.ts';

const FOUND: Survey = {
  service: { value: 'shop', from: 'package.json' },
  start: null,
  port: { value: 8080, from: null },
  health: { value: '/', from: null },
  readsPort: null,
  packages: null,
  branch: { value: 'main', from: null },
};

const WORKLOAD: SurveyedWorkload = {
  kind: 'Deployment',
  namespace: 'on',
  name: '7-up',
  containers: [{ name: 'api', image: 'ghcr.io/acme/shop:1' }],
  hashes: ['abc'],
  services: ['7-up'],
  routes: [],
  scaler: null,
  course: null,
};

const SPLIT = { label: 'pod_template_hash', value: 'pod-template-hash' } as const;

function place(workload: Partial<SurveyedWorkload>, more: Partial<ClusterPlace> = {}): ClusterPlace {
  return {
    context: null,
    cluster: 'eu\n# and: more',
    workload: { ...WORKLOAD, ...workload },
    container: null,
    image: 'ghcr.io/acme/shop:1',
    prometheus: null,
    notes: [],
    ...more,
  };
}

function written(of: ClusterPlace, troubles: ReadonlyMap<string, string> = new Map()) {
  const text = clusterText(FOUND, of, 'production', 'schema.json', {
    repository: 'ghcr.io/acme/shop',
    troubles,
  });
  const read = readDelivery(text, 'd.yml');
  if (!read.ok) throw new Error(`${JSON.stringify(read.diagnostics)}\n${text}`);
  const [environment] = read.delivery.environments;
  return { text, environment, delivery: read.delivery };
}

function driven(course: SurveyedWorkload['course']) {
  return written(place({ kind: 'Rollout', course })).environment;
}

const ROUTE = { kind: 'httpRoute', name: 'true', stable: 'a', canary: 'a-canary' } as const;

describe('what is written for a workload', () => {
  it('is sound whatever it is called', () => {
    const { environment, text } = written(place({}));
    expect(environment?.target).toMatchObject({ namespace: 'on', deployment: '7-up', traffic: null });
    expect(text).toContain('# The Service 7-up has its pods');
  });

  it('has the route where that can divide the traffic, and else says what it takes', () => {
    const able = written(place({ routes: [{ traffic: ROUTE, trouble: null }] }));
    expect(able.environment?.target).toMatchObject({ traffic: { name: 'true', canary: 'a-canary' } });
    const unable = written(
      place({ routes: [{ traffic: ROUTE, trouble: 'There is no Service.\nMake one.' }] }),
    );
    expect(unable.environment?.target).toMatchObject({ traffic: null });
    expect(unable.text).toContain('# There is no Service. Make one.');
  });

  it('goes as a Rollout goes', () => {
    expect(driven({ kind: 'canary', weights: [percent(20), percent(60)] })?.strategy).toMatchObject({
      kind: 'canary',
      steps: [{ weight: 20 }, { weight: 60 }],
    });
    expect(driven({ kind: 'canary', weights: [] })?.strategy).toMatchObject({ kind: 'rolling', batches: 1 });
    expect(driven({ kind: 'blue-green', waits: true })?.strategy).toMatchObject({ approval: true });
    expect(driven({ kind: 'blue-green', waits: false })?.target).toMatchObject({ rollout: '7-up' });
  });

  it('is judged by what was found and can be measured, and else by a guess that says so', () => {
    const slos = {
      availability: { total: 'r{a="b"}', bad: 'r{a="b",code=~"5.."}', split: SPLIT },
      latency: {
        histogram: 'h',
        threshold: millis(250),
        split: { label: 'version', value: 'name' } as const,
      },
      notes: ['It has\nmore.'],
    };
    const server = {
      url: 'http://prometheus:9090',
      timeout: millis(1_000),
      maxAge: millis(60_000),
      headers: {},
      auth: { kind: 'bearer', env: 'GLIDEPATH_PROMETHEUS_TOKEN' } as const,
      tls: null,
    };
    const both = written(place({}, { prometheus: { server, slos } }));
    expect(both.environment?.slos.map(({ source }) => source)).toMatchObject([
      { split: SPLIT, server: { auth: { env: 'GLIDEPATH_PROMETHEUS_TOKEN' } } },
      { split: { label: 'version', value: 'name' } },
    ]);
    expect(both.text).toContain('# It has more.');
    const one = written(
      place({}, { prometheus: { server, slos } }),
      new Map([['availability', 'no such label']]),
    );
    expect(one.environment?.slos.map(({ name }) => name)).toEqual(['latency']);
    expect(one.text).toContain("availability was found, but can't be measured: no such label");
    expect(written(place({})).text).toContain('# a guess: none was asked');
  });
});
