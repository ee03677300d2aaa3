import type { FlagInventory, FlagSource, FlagTrouble } from '@glidepath/conductor';
import type { FlagProvider, FlagServer } from '@glidepath/model';
import type { Connection, FlagsContext } from './connection.ts';
import type { InventoryContext } from './inventory/context.ts';
import { isTrouble, troubled } from './troubles.ts';

export type { FlagsContext } from './connection.ts';
export type { Change, InventoryContext } from './inventory/context.ts';

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

/**
 * The flags of that provider as they are administered. Null where it has nobody to ask for that: then a flag's state is what
 * it evaluates to, and nothing tells since when.
 */
export async function createInventory(
  provider: FlagProvider,
  context: InventoryContext,
): Promise<FlagInventory | null> {
  switch (provider.kind) {
    case 'launchdarkly':
    case 'unleash':
      return provider.server === null ? null : createServerInventory(provider.server, context);
    case 'flagd':
    case 'ofrep':
      return null;
    case 'flagd-file': {
      const { flagdFileInventory } = await import('./inventory/flagd-file.ts');
      return flagdFileInventory(provider, context);
    }
    case 'env': {
      const { environmentInventory } = await import('./inventory/environment.ts');
      return environmentInventory(provider, context);
    }
    case 'file': {
      const { fileInventory } = await import('./inventory/file.ts');
      return fileInventory(provider, context);
    }
  }
}

/** The same for a flag that is a target. */
export async function createServerInventory(
  server: FlagServer,
  context: InventoryContext,
): Promise<FlagInventory> {
  switch (server.kind) {
    case 'launchdarkly': {
      const { launchDarklyInventory } = await import('./inventory/launchdarkly.ts');
      return launchDarklyInventory(server, context);
    }
    case 'unleash': {
      const { unleashInventory } = await import('./inventory/unleash.ts');
      return unleashInventory(server, context);
    }
  }
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
