import * as z from 'zod/mini';
import { fault, parsed, type Parsed } from '../fault.ts';
import { SBOM_TOOLS, type ProofSigner, type ProofSpec, type SbomSpec, type SigstoreSpec } from '../proof.ts';
import { parseBaseUrl } from '../text/base-url.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { docs, mapping, read, refuse } from './scalars.ts';
import { variable } from './variable.ts';

/** The key `proof` of a build: what is written down and signed of how it was made. */

const SBOM_MEND = `write one of ${SBOM_TOOLS.join(', ')}, or the path of a document, such as ./bom.json`;
const Sbom = read((text): Parsed<SbomSpec> => {
  const tool = SBOM_TOOLS.find((one) => one === text);
  if (tool !== undefined) return parsed({ kind: 'tool', tool });
  const path = parseWorkspacePath(text);
  return path.ok ? parsed({ kind: 'file', path: path.value }) : path;
}, SBOM_MEND).register(docs, {
  description:
    'What it is made of: the tool that lists it, syft, trivy or cdxgen, or the path of a document in SPDX or CycloneDX that the build has written.',
  examples: ['syft', './build/bom.json'],
  pattern: WORKSPACE_PATH.source,
});

const KEY_MEND = 'write for example key: { env: GLIDEPATH_SIGNING_KEY }';
const Key = mapping(
  { env: variable('Environment variable that holds a private key as PEM.', 'GLIDEPATH_SIGNING_KEY') },
  KEY_MEND,
);

function address(description: string, example: string) {
  const mend = `write an address, such as ${example}`;
  return read(parseBaseUrl(mend), mend).register(docs, { description, examples: [example] });
}
const SIGSTORE_MEND =
  'write public-good or github, or for example { fulcio: https://fulcio.acme.example, tsa: https://tsa.acme.example }';
const OwnForm = mapping(
  {
    fulcio: address('Where certificates are given out.', 'https://fulcio.acme.example'),
    rekor: z.optional(address('Its transparency log.', 'https://rekor.acme.example')),
    tsa: z.optional(address('Its timestamp authority.', 'https://tsa.acme.example')),
  },
  SIGSTORE_MEND,
);
const Own = z.pipe(
  OwnForm,
  z.transform(({ fulcio, rekor, tsa }: z.output<typeof OwnForm>, payload): SigstoreSpec => {
    if (rekor === undefined && tsa === undefined) {
      const why = 'nobody vouches for the time of a signature';
      refuse(payload, fault('has neither "rekor" nor "tsa"', why, 'name one of them'));
      return z.NEVER;
    }
    return { fulcio, rekor: rekor ?? null, tsa: tsa ?? null };
  }),
);
const Sigstore = z.union([z.enum(['public-good', 'github']), Own], { error: SIGSTORE_MEND });

const PROOF_MEND = 'write proof: true, or a mapping with sbom, key or sigstore';
const ProofForm = mapping(
  {
    sbom: z.optional(Sbom),
    key: z.optional(Key).register(docs, {
      description: "The key that signs, instead of the run's own identity.",
      examples: [{ env: 'GLIDEPATH_SIGNING_KEY' }],
    }),
    sigstore: z.optional(Sigstore).register(docs, {
      description:
        "Who certifies the run's identity. public-good: Sigstore, whose log everybody can read. github: GitHub's own. Without it public-good in a public repository and github elsewhere.",
      examples: ['public-good', { fulcio: 'https://fulcio.acme.example', tsa: 'https://tsa.acme.example' }],
    }),
  },
  PROOF_MEND,
);
const ProofLong = z.pipe(
  ProofForm,
  z.transform(({ sbom, key, sigstore = 'auto' }: z.output<typeof ProofForm>, payload): ProofSpec => {
    if (key !== undefined && sigstore !== 'auto') {
      const why = 'a key signs without Sigstore';
      refuse(payload, fault('stands beside key', why, 'leave one of the two'), ['sigstore']);
      return z.NEVER;
    }
    const signer: ProofSigner =
      key === undefined ? { kind: 'sigstore', instance: sigstore } : { kind: 'key', keyEnv: key.env };
    return { sbom: sbom ?? null, signer };
  }),
);

/** Short form: true, for a provenance that the run itself signs. */
export const Proof = z.union(
  [
    z.pipe(
      z.literal(true, { error: PROOF_MEND }),
      z.transform((): ProofSpec => ({ sbom: null, signer: { kind: 'sigstore', instance: 'auto' } })),
    ),
    ProofLong,
  ],
  { error: PROOF_MEND },
);
