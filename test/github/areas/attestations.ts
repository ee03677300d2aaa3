import * as z from 'zod/mini';
import { Refusal } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import type { World } from '../world/world.ts';

const envelopeSchema = z.object({ payload: z.string() });
const statementSchema = z.object({
  subject: z.array(z.object({ digest: z.record(z.string(), z.string()) })).check(z.minLength(1)),
});

/** Sigstore bundles by what they are about. Whether they are signed is for whoever reads them. */
export function attestations(world: World) {
  return {
    'repos/create-attestation'({ body: { bundle } }) {
      for (const { digest } of subjectsOf(bundle.dsseEnvelope)) {
        const key = `sha256:${digest['sha256'] ?? ''}`;
        world.attestations.set(key, [bundle, ...(world.attestations.get(key) ?? [])]);
      }
      return { status: 201, body: { id: world.id() } };
    },

    'repos/list-attestations'({ path, query: { per_page: size = 30 } }) {
      const all = world.attestations.get(path.subject_digest) ?? [];
      const listed = all.slice(0, size).map((bundle) => ({ bundle, bundle_url: '' }));
      return { status: 200, body: { attestations: listed } };
    },
  } satisfies Partial<Routes>;
}

function subjectsOf(envelope: unknown) {
  const found = envelopeSchema.safeParse(envelope);
  const statement = statementSchema.safeParse(jsonOf(found.data?.payload ?? ''));
  if (!statement.success) throw new Refusal(422, 'Validation Failed: the bundle has no statement');
  return statement.data.subject;
}

function jsonOf(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64').toString());
  } catch {
    return null;
  }
}
