import { describe, expect, it } from 'vitest';
import { diffOf } from './preview-diff.ts';

const SECRET = 'hunter2';

function object(image: string, env: string = SECRET, more: object = {}): object {
  return {
    kind: 'Deployment',
    apiVersion: 'apps/v1',
    metadata: {
      name: 'checkout',
      resourceVersion: image,
      uid: image,
      managedFields: [{ manager: image }],
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': `{"password":"${SECRET}"}`,
        'glidepath.dev/fence': image,
        team: 'shop',
      },
    },
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: 'api',
              image,
              args: [`--password=${SECRET}`],
              command: ['run', SECRET],
              env: [{ name: 'PASSWORD', value: env }],
              livenessProbe: { httpGet: { httpHeaders: [{ name: 'Authorization', value: SECRET }] } },
            },
          ],
        },
      },
      ...more,
    },
    status: { replicas: image.length },
  };
}

describe('a diff', () => {
  it('has what changes and three lines around it, whatever the order of the keys', () => {
    const lines = diffOf(object('one'), object('two', SECRET, {}));
    expect(lines.filter((line) => /^[+-]/.test(line))).toEqual([
      '-          image: one',
      '+          image: two',
    ]);
    expect(lines[0]).toMatch(/^@@ -\d+,\d+ \+\d+,\d+ @@$/);
    const { metadata, ...rest } = { metadata: {}, ...object('one') };
    expect(diffOf(object('one'), { ...rest, metadata })).toEqual([]);
  });

  it('shows no value of a variable, a header or an argument, but that one would change', () => {
    const lines = diffOf({ spec: {} }, object('one')).join('\n');
    expect(lines).not.toContain(SECRET);
    expect(lines).toContain('(hidden)');
    const changed = diffOf(object('one', 'old'), object('one', SECRET)).join('\n');
    expect(changed).toContain('(hidden, changed)');
    expect(changed).not.toContain(SECRET);
    expect(changed).not.toContain('old');
  });

  it('of much is cut, and says so', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, index]));
    const lines = diffOf({ spec: {} }, { spec: many });
    expect(lines).toHaveLength(301);
    expect(lines.at(-1)).toMatch(/^\.\.\. \d+ more lines$/);
  });
});
