import { randomBytes } from 'node:crypto';

/** The context of the user's kubeconfig that the tests run in; null: they start servers of their own. */
export const CONTEXT = process.env['GLIDEPATH_TEST_CONTEXT'] ?? null;

/** Of objects that say nothing else. Each file of tests has its own on a cluster that is given. */
export const NAMESPACE = CONTEXT === null ? 'default' : `glidepath-test-${randomBytes(4).toString('hex')}`;

/** Four images of one repository that stay up and take no configuration, for kubelets that are real. */
export const IMAGES: readonly string[] = process.env['GLIDEPATH_TEST_IMAGES']?.split(',').filter(Boolean) ?? [
  // 3.10.1, 3.10, 3.9 and 3.6.
  'registry.k8s.io/pause@sha256:278fb9dbcca9518083ad1e11276933a2e96f23de604a3a08cc3c80002767d24c',
  'registry.k8s.io/pause@sha256:ee6521f290b2168b6e0935a181d4cff9be1ac3f505666ef0e3c98fae8199917a',
  'registry.k8s.io/pause@sha256:7031c1b283388d2c2e09b57badb803c05ebed362dc88d84b480cc47f72a21097',
  'registry.k8s.io/pause@sha256:3d380ca8864549e74af4b29c10f9cb0956236dfb01c40ca076fb6c37253234db',
];
