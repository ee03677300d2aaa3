import type { Json } from '@glidepath/model';
import * as z from 'zod/mini';
import { BUILD_TYPE } from './predicates.ts';
import type { BuildFacts } from './types.ts';

/** The predicate of SLSA provenance v1. @param builderId who vouches for it */
export function provenanceOf(facts: BuildFacts, builderId: string): Json {
  const { service, build, kind, externalParameters, resolvedDependencies, invocationId } = facts;
  return {
    buildDefinition: {
      buildType: BUILD_TYPE,
      externalParameters: { service, build, kind, parameters: externalParameters },
      internalParameters: {},
      resolvedDependencies: resolvedDependencies.map(({ uri, digest }) => ({ uri, digest: { ...digest } })),
    },
    runDetails: {
      builder: { id: builderId },
      metadata: {
        ...(invocationId === null ? {} : { invocationId }),
        startedOn: new Date(facts.startedOn).toISOString(),
        finishedOn: new Date(facts.finishedOn).toISOString(),
      },
    },
  };
}

const provenanceSchema = z.object({
  buildDefinition: z.object({
    resolvedDependencies: z.optional(
      z.array(
        z.object({ uri: z.optional(z.string()), digest: z.optional(z.record(z.string(), z.string())) }),
      ),
    ),
  }),
  runDetails: z.object({ builder: z.object({ id: z.string() }) }),
});

/** What provenance tells, whoever has written it. */
export interface ToldProvenance {
  readonly builder: string;
  /** The repository as a URL, without what names a ref. */
  readonly source: string | null;
  readonly commit: string | null;
}

/** Null where it is no provenance of SLSA v1. */
export function readProvenance(predicate: unknown): ToldProvenance | null {
  const parsed = provenanceSchema.safeParse(predicate);
  if (!parsed.success) return null;
  const { buildDefinition, runDetails } = parsed.data;
  const git = (buildDefinition.resolvedDependencies ?? []).find(({ uri = '' }) => uri.startsWith('git+'));
  return {
    builder: runDetails.builder.id,
    source: git?.uri === undefined ? null : git.uri.slice('git+'.length).replace(/[@#].*$/, ''),
    commit: git?.digest?.['gitCommit'] ?? git?.digest?.['sha1'] ?? null,
  };
}
