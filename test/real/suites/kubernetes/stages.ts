import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import * as z from 'zod/mini';
import { FATES, LATER_MS, type Fate } from './fates.ts';

const expression = z.object({
  key: z.string(),
  operator: z.enum(['In', 'NotIn', 'Exists', 'DoesNotExist']),
  values: z.optional(z.array(z.string())),
});
const stage = z.looseObject({
  kind: z.literal('Stage'),
  metadata: z.object({ name: z.string() }),
  spec: z.looseObject({
    selector: z.object({ matchExpressions: z.array(expression) }),
    next: z.looseObject({}),
  }),
});
type Stage = z.infer<typeof stage>;
type Expression = z.infer<typeof expression>;

/** kwok's configuration: its own stages, and what becomes of those pods whose image's digest tells a fate. */
export function stagesFrom(folders: readonly string[]): string {
  const own = folders.flatMap(readStages);
  const ready = own.find(({ metadata }) => metadata.name === 'pod-ready');
  if (ready === undefined) throw new Error(`kwok's stages in ${folders.join(', ')} have no "pod-ready"`);
  const unready: readonly Fate[] = ['never-pulled', 'never-ready', 'crash-loop', 'slow'];
  const others = unready.map((fate) => hasFate(fate, 'false'));
  const stages = [
    ...own.filter((each) => each !== ready),
    when(ready, 'pod-ready', others),
    when(ready, 'pod-slow', [hasFate('slow', 'true')], { delay: { durationMilliseconds: LATER_MS } }),
    once(ready, 'never-pulled', IMAGE_PULL_BACK_OFF),
    once(ready, 'never-ready', NOT_READY),
    once(ready, 'crash-loop', CRASH_LOOP),
    {
      ...ready,
      metadata: { name: 'pod-crashes-later' },
      spec: {
        ...ready.spec,
        selector: { matchExpressions: [...IS_READY, hasFate('crashes-later', 'true')] },
        delay: { durationMilliseconds: LATER_MS },
        next: { statusTemplate: CRASH_LOOP },
      },
    } satisfies Stage,
  ];
  return stages.map((each) => stringify(each)).join('---\n');
}

function readStages(folder: string): readonly Stage[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document) => z.parse(stage, document.toJS()));
}

function hasFate(fate: Fate, is: 'true' | 'false'): Expression {
  return {
    key: `[.spec.containers[].image] | any(test("@sha256:${FATES[fate]}"))`,
    operator: 'In',
    values: [is],
  };
}

/** The stage, under another name, for fewer pods. */
function when(of: Stage, name: string, more: readonly Expression[], also = {}): Stage {
  const matchExpressions = [...of.spec.selector.matchExpressions, ...more];
  return { ...of, metadata: { name }, spec: { ...of.spec, selector: { matchExpressions }, ...also } };
}

/** A pod that has just come gets a status that it keeps. */
function once(of: Stage, fate: Fate, statusTemplate: string): Stage {
  const isNew = { key: '.status.containerStatuses', operator: 'DoesNotExist' as const };
  return when(of, `pod-${fate}`, [hasFate(fate, 'true'), isNew], { next: { statusTemplate } });
}

const IS_READY: readonly Expression[] = [
  { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
  {
    key: '.status.conditions.[] | select( .type == "Ready" ) | .status',
    operator: 'In',
    values: ['True'],
  },
];

const CONDITIONS = `{{ $now := Now }}
conditions:
- { lastTransitionTime: {{ $now | Quote }}, status: "True", type: Initialized }
${['Ready', 'ContainersReady']
  .map(
    (type) => `- lastTransitionTime: {{ $now | Quote }}
  message: 'containers with unready status: [{{ range .spec.containers }}{{ .name }} {{ end }}]'
  reason: ContainersNotReady
  status: "False"
  type: ${type}`,
  )
  .join('\n')}`;

const IMAGE_PULL_BACK_OFF = `${CONDITIONS}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 0
  state:
    waiting:
      reason: ImagePullBackOff
      message: 'Back-off pulling image "{{ .image }}": not found'
{{ end }}
phase: Pending
startTime: {{ $now | Quote }}
`;

const NOT_READY = `${CONDITIONS}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ $now | Quote }}
{{ end }}
phase: Running
startTime: {{ $now | Quote }}
`;

const CRASH_LOOP = `${CONDITIONS}
containerStatuses:
{{ range .spec.containers }}
- image: {{ .image | Quote }}
  name: {{ .name | Quote }}
  ready: false
  started: false
  restartCount: 4
  lastState:
    terminated:
      exitCode: 1
      reason: Error
      startedAt: {{ $now | Quote }}
      finishedAt: {{ $now | Quote }}
  state:
    waiting:
      reason: CrashLoopBackOff
      message: 'back-off 1m20s restarting failed container={{ .name }}'
{{ end }}
phase: Running
startTime: {{ $now | Quote }}
`;
