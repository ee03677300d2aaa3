import * as z from 'zod/mini';
import { fault, faulty, parsed } from '../fault.ts';
import type { DemandedSigner, ProofDemand } from '../proof.ts';
import { ACCOUNT } from '../text/person.ts';
import { quote } from '../text/quote.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { byDefault, docs, mapping, read, refuse, short, written } from './scalars.ts';

/** What an environment demands of a release before it may come in: a proof of where it comes from. */

/**
 * Who must have signed where the file does not say: a workflow that whoever may push to the repository can't change, called
 * by one of its tags.
 */
export const BUILD_WORKFLOW = 'glidepath/glidepath/.github/workflows/build.yml';
export const BUILD_REF = 'refs/tags/v*';

const NAME = String.raw`${ACCOUNT}/(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]{1,100}`;
const WORKFLOW = new RegExp(String.raw`^(?:${NAME}/)?\.github/workflows/[A-Za-z0-9._ -]+\.ya?ml$`);
const WORKFLOW_MEND = 'write for example acme/ci/.github/workflows/build.yml';
const Workflow = written(
  (text) =>
    WORKFLOW.test(text)
      ? parsed(text)
      : faulty(
          `is ${quote(text)}`,
          "a workflow's file is owner/name, /.github/workflows/ and its name",
          WORKFLOW_MEND,
        ),
  WORKFLOW_MEND,
).register(docs, {
  description: `The workflow that must have signed, a reusable one too. Without owner/name one of the release's own repository. Without it ${BUILD_WORKFLOW}, of a tag v*.`,
  examples: ['acme/ci/.github/workflows/build.yml', '.github/workflows/release.yml'],
  pattern: WORKFLOW.source,
});

const REF = /^(?:refs\/[^\s~^:?[\\]+|[0-9a-f]{40}|\*)$/;
const REF_MEND = 'write for example refs/tags/v* or refs/heads/main';
const Ref = written(
  (text) => (REF.test(text) ? parsed(text) : faulty(`is ${quote(text)}`, 'no ref in full', REF_MEND)),
  REF_MEND,
).register(docs, {
  description: 'The ref of that workflow. * stands for any text. Without it any, where workflow is named.',
  examples: ['refs/tags/v*', 'refs/heads/main'],
  pattern: REF.source,
});

const REPOSITORY = new RegExp(`^${NAME}$`);
const Repository = written(
  (text) =>
    REPOSITORY.test(text)
      ? parsed(text)
      : faulty(
          `is ${quote(text)}`,
          'a repository is its owner, / and its name',
          'write for example acme/checkout',
        ),
  'write owner/name, such as acme/checkout',
).register(docs, {
  description: "The repository whose source it must be built from, as owner/name. Without it this one's.",
  examples: ['acme/checkout'],
  pattern: REPOSITORY.source,
});

function file(description: string, example: string) {
  return read(parseWorkspacePath, `write a path, such as ${example}`).register(docs, {
    description,
    examples: [example],
    pattern: WORKSPACE_PATH.source,
  });
}

const PROVENANCE_MEND = 'write provenance: true, or a mapping with workflow and ref, or with key';
const ProvenanceForm = mapping(
  {
    workflow: z.optional(Workflow),
    ref: z.optional(Ref),
    key: z.optional(file('PEM file of the public key that must have signed.', 'keys/build.pub')),
    repository: z.optional(Repository),
    trust: z.optional(
      file(
        'File trusted_root.json of the Sigstore to believe. Without it those of Sigstore and of GitHub.',
        'keys/trusted_root.json',
      ),
    ),
  },
  PROVENANCE_MEND,
);
type Provenance = Omit<ProofDemand, 'sbom'>;
const ProvenanceLong = z.pipe(
  ProvenanceForm,
  z.transform((form: z.output<typeof ProvenanceForm>, payload): Provenance => {
    const { workflow, ref, key, repository = null, trust = null } = form;
    const idle =
      key === undefined ? undefined : (['workflow', 'ref', 'trust'] as const).find((one) => form[one]);
    if (idle !== undefined) {
      const found = fault('stands beside key', 'a key signs without Sigstore', 'leave one of the two');
      refuse(payload, found, [idle]);
      return z.NEVER;
    }
    const own = {
      workflow: workflow ?? BUILD_WORKFLOW,
      ref: ref ?? (workflow === undefined ? BUILD_REF : null),
    };
    const signer: DemandedSigner =
      key === undefined ? { kind: 'workflow', ...own } : { kind: 'key', file: key };
    return { signer, source: repository, trustFile: trust };
  }),
);
const ProvenanceDefinition = z.union(
  [short(z.literal(true, { error: PROVENANCE_MEND }), () => ({}), ProvenanceLong), ProvenanceLong],
  { error: PROVENANCE_MEND },
);

const REQUIRE_MEND = 'write require: provenance, or a mapping with provenance and sbom';
const RequireForm = mapping(
  {
    provenance: byDefault(ProvenanceDefinition, true, {
      description: 'Who must have signed where it comes from. Short form: true.',
      examples: [{ workflow: 'acme/ci/.github/workflows/build.yml', ref: 'refs/tags/v*' }],
    }),
    sbom: byDefault(z.boolean({ error: 'write true or false' }), false, {
      description: 'Whether a list of what it is made of must be there too, signed by the same.',
    }),
  },
  REQUIRE_MEND,
);
export type RequireText = z.input<typeof RequireForm>;
const RequireLong = z.pipe(
  RequireForm,
  z.transform(({ provenance, sbom }: z.output<typeof RequireForm>): ProofDemand => ({ ...provenance, sbom })),
);

/** Short form: provenance, with the defaults. */
export const Require = z.union(
  [short(z.literal('provenance', { error: REQUIRE_MEND }), () => ({}), RequireLong), RequireLong],
  { error: REQUIRE_MEND },
);
