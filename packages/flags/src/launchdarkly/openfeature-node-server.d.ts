/** The package's own types leave out the file endings that an ES module needs, so that TypeScript does not find them. */
declare module '@launchdarkly/openfeature-node-server' {
  import type { LDClient, LDOptions } from '@launchdarkly/node-server-sdk';
  import type { Provider } from '@openfeature/server-sdk';

  /** No client where the options were refused. */
  export const LaunchDarklyProvider: new (
    sdkKey: string,
    options: LDOptions,
    initTimeoutSeconds: number,
  ) => Provider & { getClient(): LDClient | undefined };
}
