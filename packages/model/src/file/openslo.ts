import * as z from 'zod/mini';
import { faulty, parsed } from '../fault.ts';
import { WORKSPACE_PATH, parseWorkspacePath } from '../text/workspace-path.ts';
import { docs, mapping, oneOrMore, short, written } from './scalars.ts';

/** Which OpenSLO document an SLO is. */

const EXAMPLE = 'slo/checkout.yaml';

function path(description: string) {
  return written(parseWorkspacePath, `write a path, such as ${EXAMPLE}`).register(docs, {
    description,
    pattern: WORKSPACE_PATH.source,
    examples: [EXAMPLE],
  });
}

function text(mend: string) {
  return written((one) => (one.trim() === '' ? faulty('is empty', null, mend) : parsed(one)), mend);
}

const MEND = `write for example openslo: ${EXAMPLE}`;
const OpenSloLong = mapping(
  {
    file: path('The file that has the SLO, in the workspace and relative to it.'),
    name: z.optional(text('write the metadata.name of the SLO')).register(docs, {
      description: 'The metadata.name of the SLO. Needed where the file has several.',
      examples: ['checkout-latency'],
    }),
    objective: z.optional(text('write the displayName of the objective')).register(docs, {
      description: 'The displayName of the objective. Needed where the SLO has several.',
      examples: ['Good experience'],
    }),
    with: z
      .optional(oneOrMore(path('A file in the workspace, relative to it.'), 'write a path or a list of them'))
      .register(docs, {
        description:
          'Further files in which documents that the SLO refers to are looked for: its SLI, its DataSource. One or a list.',
        examples: [['slo/indicators.yaml']],
      }),
  },
  MEND,
);

export const OpenSloForm = z.union(
  [
    short(path('The file that has the SLO, the only one in it.'), (file) => ({ file }), OpenSloLong),
    OpenSloLong,
  ],
  { error: MEND },
);
export type OpenSloRef = z.output<typeof OpenSloForm>;
