import { cutText, doraWords, periodText, type DoraFigures } from '@glidepath/report';
import type { DoraAnswer } from '@glidepath/verbs/dora';
import type { Colours } from '../terminal.ts';
import { columns } from './layout.ts';

/** DORA's four keys, environment by environment. */
export function doraText({ service, dora }: DoraAnswer, colours: Colours): string {
  return dora.environments.map((figures) => environmentText(service, figures, colours)).join('\n\n');
}

function environmentText(service: string, figures: DoraFigures, { bold, dim, yellow }: Colours): string {
  const head = `${bold(`${service} in ${figures.environment}`)}${dim(`, ${periodText(figures)}`)}`;
  const rows = doraWords(figures).map(({ name, value, detail }) => [`  ${name}`, bold(value), dim(detail)]);
  const cut = cutText(figures);
  return [head, columns(rows), ...(cut === '' ? [] : [yellow(`  ! ${cut}`)])].join('\n');
}
