import { cutText, doraWords, periodText, type DoraFigures } from '../dora.ts';
import { plain, table } from './escape.ts';

/** DORA's four keys as a section of a summary: a row for each environment. Empty where there is none. */
export function renderDora(service: string, environments: readonly DoraFigures[]): string {
  const [first] = environments;
  if (first === undefined) return '';
  const keys = doraWords(first).map(({ name }) => upperFirst(name));
  const rows = environments.map((figures) => [
    plain(figures.environment),
    plain(periodText(figures)),
    ...doraWords(figures).map(({ value, detail }) =>
      detail === '' ? plain(value) : `**${plain(value)}**<br>${plain(detail)}`,
    ),
  ]);
  const cuts = environments
    .filter(({ complete }) => !complete)
    .map((figures) => `${plain(figures.environment)}: ${plain(cutText(figures))}.`);
  return `${[
    `### How ${plain(service)} is delivered`,
    table(['Environment', 'Period', ...keys], rows),
    ...cuts,
  ].join('\n\n')}\n`;
}

function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
