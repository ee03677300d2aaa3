import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '../../../../docs/targets/local.md');
const PAGE_PORT = '9464';

/** The scrape configuration that the documentation gives, for another port and a hurry. */
export function documentedConfig(metricsPort: number): string {
  const config = blocks('yaml').find((block) => block.startsWith('scrape_configs:'));
  if (config?.includes(`:${PAGE_PORT}`) !== true) {
    throw new Error(`${PAGE} has no scrape_configs for port ${PAGE_PORT}`);
  }
  return `global: { scrape_interval: 1s, scrape_timeout: 1s }\n${config.replace(`:${PAGE_PORT}`, `:${metricsPort}`)}`;
}

/** The queries that the documentation gives. */
export function documentedQueries(): readonly string[] {
  return blocks('promql').flatMap((block) => block.split('\n').filter((line) => line.trim() !== ''));
}

function blocks(language: string): readonly string[] {
  const fences = readFileSync(PAGE, 'utf8').matchAll(/^```(\w+)\n([^]*?)^```$/gm);
  return [...fences].flatMap(([, found, text]) => (found === language && text !== undefined ? [text] : []));
}
