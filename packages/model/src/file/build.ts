import * as z from 'zod/mini';
import type { ArtifactBuild, Build, CommandBuild } from '../build.ts';
import { fault } from '../fault.ts';
import { ImageDefinition, repository, workspacePath, type ImageDraft } from './build-image.ts';
import { Proof } from './build-proof.ts';
import { command } from './command.ts';
import { docs, keyName, mapping, refuse } from './scalars.ts';

/** How the release is made: one build, or several by their names. */

const ArtifactForm = mapping(
  {
    repository: repository(),
    path: workspacePath('The folder or file that is packed, relative to the workspace.', './dist'),
  },
  'write for example artifact: { repository: ghcr.io/acme/site, path: ./dist }',
);
const CommandForm = mapping(
  {
    repository: repository(),
    run: command('[make, push]').register(docs, {
      description:
        'Program and arguments, run without a shell in the workspace. It pushes to what is in the variable GLIDEPATH_IMAGE.',
      examples: [['make', 'push']],
      minItems: 1,
    }),
  },
  'write for example command: { repository: ghcr.io/acme/app, run: [make, push] }',
);

const KINDS = ['image', 'artifact', 'command'] as const satisfies readonly Build['kind'][];
const BUILD_MEND = 'write for example build: { image: ghcr.io/acme/checkout }';
const BuildForm = mapping(
  {
    image: z.optional(ImageDefinition).register(docs, {
      description: 'A container image by a Dockerfile. Short form: the repository.',
      examples: ['ghcr.io/acme/checkout'],
    }),
    artifact: z.optional(ArtifactForm).register(docs, {
      description: 'A folder or a file, packed so that the same content has the same digest.',
      examples: [{ repository: 'ghcr.io/acme/site', path: './dist' }],
    }),
    command: z.optional(CommandForm).register(docs, {
      description: 'A program that builds and pushes by itself. The registry is asked for its digest.',
      examples: [{ repository: 'ghcr.io/acme/app', run: ['make', 'push'] }],
    }),
    proof: z.optional(Proof).register(docs, {
      description:
        'What is written down and signed of how it was made, after the push: its provenance, and with sbom what it is made of. Short form: true.',
      examples: [true, { sbom: 'syft' }],
    }),
  },
  BUILD_MEND,
).register(docs, {
  description: 'Exactly one of image, artifact and command. Beside it may stand proof.',
  oneOf: KINDS.map((kind) => ({ required: [kind] })),
});

type Draft = (ImageDraft & Pick<Build, 'proof'>) | Omit<ArtifactBuild, 'name'> | Omit<CommandBuild, 'name'>;
/** What stands beside the kinds, and names no build either. */
const BESIDE = 'proof';

function draftOf(form: z.output<typeof BuildForm>, payload: z.core.ParsePayload): Draft | null {
  const { image, artifact, command: program, proof = null } = form;
  const [first, second] = KINDS.filter((kind) => form[kind] !== undefined);
  if (second !== undefined) {
    const why = 'a build makes one thing';
    refuse(payload, fault(`stands beside ${first}`, why, 'leave one of them, or give both names'), [second]);
    return null;
  }
  if (image !== undefined) return { ...image, proof };
  if (artifact !== undefined) return { kind: 'artifact', ...artifact, proof };
  if (program !== undefined) return { kind: 'command', ...program, proof };
  // What an unknown key was meant to be is told already.
  if (payload.issues.length === 0) refuse(payload, fault('is empty', 'it makes nothing', BUILD_MEND));
  return null;
}

/** A build whose name, where it has none of its own, is still to be taken from the service. */
export type BuildDraft = Draft & { readonly name: string | null };

/** Refuses the form that was not meant, so that what is wrong is told of the other. */
function meant<T>(isMeant: (value: T) => boolean) {
  return z.transform((value: T, payload) => {
    if (!isMeant(value)) payload.issues.push({ code: 'invalid_type', expected: 'object', input: value });
    return value;
  });
}

function isNamed(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const entries = Object.entries(value);
  return !entries.some(
    ([key, inner]) => key === BESIDE || KINDS.some((kind) => kind === key) || typeof inner === 'string',
  );
}

const Only = z.pipe(
  z.pipe(
    meant((value: z.input<typeof BuildForm>) => !isNamed(value)),
    BuildForm,
  ),
  z.transform((form: z.output<typeof BuildForm>, payload): readonly BuildDraft[] => {
    const draft = draftOf(form, payload);
    return draft === null ? z.NEVER : [{ ...draft, name: null }];
  }),
);

const One = z.pipe(
  BuildForm,
  z.transform((form: z.output<typeof BuildForm>, payload): Draft => draftOf(form, payload) ?? z.NEVER),
);
const NAMED_MEND = 'write for example build: { web: { image: ghcr.io/acme/checkout } }';
const ByName = z.record(keyName(), One, { error: NAMED_MEND }).check(
  z.check((payload: z.core.ParsePayload<Record<string, Draft>>) => {
    const entries = Object.entries(payload.value);
    if (entries.length === 0) refuse(payload, fault('is empty', null, BUILD_MEND));
    const owners = new Map<string, string>();
    for (const [name, { kind, repository: place }] of entries) {
      const owner = owners.get(place);
      owners.set(place, owner ?? name);
      if (owner === undefined) continue;
      const found = fault(`is ${place}`, `${owner} pushes there, under the same tags`, 'write another one');
      refuse(payload, found, [name, kind]);
    }
  }),
);
const Named = z.pipe(
  z.pipe(meant<z.input<typeof ByName>>(isNamed), ByName),
  z.transform((named: Readonly<Record<string, Draft>>): readonly BuildDraft[] =>
    Object.entries(named).map(([name, draft]) => ({ ...draft, name })),
  ),
);

/** Short form: the only one, which has the service's name. */
export const Builds = z.union([Only, Named], { error: BUILD_MEND });
export type BuildText = z.input<typeof BuildForm>;
