import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** Names of services, environments and SLOs are DNS labels with a letter: they stand in git refs, URLs and metrics. */
export const NAME = /^(?=[0-9-]*[a-z])[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

const RULE = 'a name is 1 to 63 of a-z, 0-9 and -, with a letter, and - neither first nor last';

export function parseName(text: string): Parsed<string> {
  if (NAME.test(text)) return parsed(text);
  const likely = text
    .slice(0, 63)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return faulty(`is ${quote(text)}`, RULE, NAME.test(likely) ? `write ${likely}` : 'choose another name');
}
