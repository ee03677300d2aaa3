import { describe, expect, it } from 'vitest';
import { asService, type Service } from './deployment.ts';
import {
  chosenService,
  isOurPreview,
  notPreview,
  previewName,
  previewServiceOf,
  switchable,
  towards,
} from './preview-service.ts';
import { canary, deployment } from './testing/objects.ts';

const TRACK = 'glidepath.dev/track';

/** Whose pods have these labels beside `app: checkout`. */
function labelled(more: Readonly<Record<string, string>>) {
  const own = deployment('checkout');
  const { template } = own.spec;
  const metadata = { labels: { app: 'checkout', ...more } };
  return { ...own, spec: { ...own.spec, template: { ...template, metadata } } };
}
const stable = labelled({ [TRACK]: 'stable' });

function service(name: string, selector?: Readonly<Record<string, string>>, more: object = {}): Service {
  return asService({
    metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: '3' },
    spec: { ...(selector === undefined ? {} : { selector }), ...more },
  });
}
const good = service('checkout', { app: 'checkout', [TRACK]: 'stable' });
const both = service('metrics', { app: 'checkout' });
const other = service('cart', { app: 'cart' });
const none = service('outside');

describe('the Service that is switched', () => {
  it.each([
    ['the one that has the stable pods alone', [none, other, both, good], null],
    ['the one that the file names', [good, service('second', { [TRACK]: 'stable' })], 'checkout'],
  ])('is %s', (_, services, named) => {
    expect(chosenService(stable, services, named)).toEqual({ service: 'checkout' });
  });

  it.each([
    [
      'there is none',
      [other, none],
      null,
      'No Service in the namespace shop selects the pods of the Deployment checkout',
    ],
    ['the named one is not there', [], 'web', 'There is no Service "web" in the namespace shop'],
    [
      'the named one has other pods',
      [other],
      'cart',
      'The Service "cart" does not select the pods of the Deployment checkout',
    ],
    [
      'it has all pods',
      [both, other],
      null,
      'The Service "metrics" would send traffic to the new pods before the switch too',
    ],
    [
      'there are several',
      [good, service('second', { [TRACK]: 'stable' })],
      null,
      'Each of the Services "checkout", "second" selects',
    ],
  ])('is none where %s', (_, services, named, says) => {
    const choice = chosenService(stable, services, named);
    expect('why' in choice && choice.why).toContain(says);
  });

  it('tells which label the pods lack', () => {
    const choice = chosenService(labelled({}), [both], null);
    expect(choice).toEqual({
      why: `The Service "metrics" would send traffic to the new pods before the switch too: its selector has to be { app: checkout, ${TRACK}: stable }. Give the Deployment's pods the label ${TRACK}: stable first (spec.template.metadata.labels).`,
    });
  });

  it('has the pods of one side, and of the other once it is switched', () => {
    expect(switchable(stable, good)).toBe(true);
    expect(switchable(stable, both)).toBe(false);
    expect(towards('canary', { app: 'checkout', [TRACK]: 'stable' })).toEqual({
      app: 'checkout',
      [TRACK]: 'canary',
    });
  });
});

describe('the Service of the preview', () => {
  const ports = [{ name: 'http', port: 80, targetPort: 'web', nodePort: 30_123 }];
  const loud = service('checkout', good.spec.selector, {
    type: 'LoadBalancer',
    clusterIP: '10.96.0.7',
    ports,
  });

  it('has the ports, and what can be there once stays with the other', () => {
    expect(previewServiceOf(loud, canary())).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'checkout-preview',
        namespace: 'shop',
        labels: { 'app.kubernetes.io/managed-by': 'glidepath', [TRACK]: 'canary' },
        ownerReferences: [
          {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'checkout-glidepath-canary',
            uid: 'uid-checkout-glidepath-canary',
          },
        ],
      },
      spec: {
        selector: { app: 'checkout', [TRACK]: 'canary' },
        ports: [{ name: 'http', port: 80, targetPort: 'web' }],
      },
    });
  });

  it('is one of the user where that has the new pods alone', () => {
    const mine = service('checkout-preview', { app: 'checkout', [TRACK]: 'canary' });
    expect(notPreview(stable, mine)).toBeNull();
    expect(isOurPreview(mine)).toBe(false);
    expect(notPreview(stable, service('checkout-preview', { app: 'checkout' }))).toContain(
      'There is a Service "checkout-preview" already that Glidepath has not made',
    );
  });

  it('has a name that is one', () => {
    expect(previewName('a'.repeat(63))).toMatch(/^[a-z0-9-]{1,63}$/);
    expect(previewName('a'.repeat(63))).not.toBe(previewName(`${'a'.repeat(62)}b`));
  });
});
