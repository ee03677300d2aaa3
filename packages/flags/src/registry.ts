import type { FlagSource, FlagTrouble } from '@glidepath/conductor';
import type { FlagProvider } from '@glidepath/model';
import type { Connection, FlagsContext } from './connection.ts';
import { isTrouble, troubled } from './troubles.ts';

export type { FlagsContext } from './connection.ts';

/**
 * Where the delivery file says that flags are evaluated; that provider is loaded, and no other. What is wrong with its
 * secrets is the answer to every question.
 */
export async function createFlags(provider: FlagProvider, context: FlagsContext): Promise<FlagSource> {
  const connection = await connect(provider, context);
  if (isTrouble(connection)) return troubled(connection);
  const { throughOpenFeature } = await import('./open-feature.ts');
  return throughOpenFeature(connection);
}

async function connect(provider: FlagProvider, context: FlagsContext): Promise<Connection | FlagTrouble> {
  switch (provider.kind) {
    case 'launchdarkly': {
      const { connectLaunchDarkly } = await import('./launchdarkly/launchdarkly.ts');
      return connectLaunchDarkly(provider, context);
    }
    case 'flagd': {
      const { connectFlagd } = await import('./flagd/flagd.ts');
      return connectFlagd(provider, context);
    }
    case 'flagd-file': {
      const { connectFlagdFile } = await import('./flagd/flagd-file.ts');
      return connectFlagdFile(provider, context);
    }
    case 'ofrep': {
      const { connectOfrep } = await import('./ofrep/ofrep.ts');
      return connectOfrep(provider, context);
    }
    case 'unleash': {
      const { connectUnleash } = await import('./unleash/unleash.ts');
      return connectUnleash(provider, context);
    }
    case 'env': {
      const { connectEnv } = await import('./env/env.ts');
      return connectEnv(provider, context);
    }
    case 'file': {
      const { connectFile } = await import('./file/file.ts');
      return connectFile(provider, context);
    }
  }
}
