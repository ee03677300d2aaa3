import { durationText } from '@glidepath/report/figures';
import { code, plain, table } from '@glidepath/report/markdown';
import { bytesText, differenceText, HEADINGS, proofText } from './words.ts';
import type { BuildAnswer } from './types.ts';

const ICONS = { built: '✅', found: '♻️', kept: '✅' } as const;

/** For a job's summary. */
export function renderBuild(answer: BuildAnswer): string {
  const { service, build, outcome, message, image, tag, builder, steps, cached, ms, size, inputs, proof } =
    answer;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Image', image === null ? null : code(image)],
    ['Tag', image === null ? null : code(tag)],
    ['Same inputs are found as', inputs === null ? null : code(inputs)],
    ['Builder', builder],
    ['Steps', steps === null ? null : `${steps}, of them ${cached ?? 0} from the cache`],
    ['Size', size === null ? null : `${bytesText(size.bytes)} in ${size.layers} layers`],
    ['Beside the build before', size === null ? null : differenceText(size)],
    ['Proof', proof === null ? null : plain(proofText(proof))],
    ['Took', durationText(ms)],
  ];
  const shown = rows.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const title = build === service ? plain(service) : `${plain(service)}, ${plain(build)}`;
  const heading = `## ${ICONS[outcome]} ${title}: ${HEADINGS[outcome]}`;
  return `${[heading, plain(message), table(['', ''], shown)].join('\n\n')}\n`;
}
