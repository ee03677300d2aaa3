import type { SloSource } from '@glidepath/model';
import type { ForeignSource, SourceContext } from './source.ts';

export { lookLimitFor, readTogether, type Member } from './together.ts';
export type * from './source.ts';

/** What of a delivery file names a source outside of the target. */
export type ForeignSpec = Exclude<SloSource, { readonly kind: 'target' }>;

/** Loads the source that the delivery file names, and no other. */
export async function createSource(spec: ForeignSpec, context: SourceContext): Promise<ForeignSource> {
  switch (spec.kind) {
    case 'prometheus': {
      const { createPrometheus } = await import('./prometheus/index.ts');
      return createPrometheus(spec.server, context);
    }
  }
}
