import { faulty, parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { docs, written } from './scalars.ts';

/** Names of fields: anything but what a pattern or another field would be. */
const FIELD = /^[^\s*?,"\\/]+$/;

/** The name of one field of a document. */
export function field(description: string, example: string) {
  return written(
    (text) =>
      FIELD.test(text)
        ? parsed(text)
        : faulty(`is ${quote(text)}`, 'no name of one field', `write for example ${example}`),
    `write the name of a field, such as ${example}`,
  ).register(docs, { description, pattern: FIELD.source, examples: [example] });
}
