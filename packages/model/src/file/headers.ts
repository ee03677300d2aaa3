import * as z from 'zod/mini';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { written } from './scalars.ts';
import { variable } from './variable.ts';

/** RFC 9110's token. */
const HEADER = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const SECRET_HEADERS = ['authorization', 'proxy-authorization', 'cookie'];
const OWN_HEADERS = ['host', 'content-type', 'content-length', 'transfer-encoding', 'connection', 'accept'];

/** Headers of a request by name; `example` is one header, `instead` where its secrets belong. */
export function headers(example: string, value: string, instead: string) {
  return z.record(
    written((text): Parsed<string> => {
      const name = text.toLowerCase();
      if (SECRET_HEADERS.includes(name))
        return faulty('cannot stand', 'it holds a secret, and a delivery file is public', instead);
      if (OWN_HEADERS.includes(name)) return faulty('cannot stand', 'Glidepath sets it itself', 'remove it');
      return HEADER.test(text)
        ? parsed(text)
        : faulty('cannot stand', 'no name of a header', `write for example ${example}`);
    }, 'write the name of a header'),
    written(
      (text) =>
        /^[\t\x20-\x7e]*$/.test(text)
          ? parsed(text)
          : faulty(`is ${quote(text)}`, 'a header is plain ASCII on one line', 'write other text'),
      'write text, in quotes where it is a number',
    ),
    { error: `write for example headers: { ${example}: ${value} }` },
  );
}

/** Headers that are secrets: name of the header -> name of the variable that holds it. */
export function secretHeaders(example: string, env: string) {
  return z.record(
    written((text): Parsed<string> => {
      if (OWN_HEADERS.includes(text.toLowerCase()))
        return faulty('cannot stand', 'Glidepath sets it itself', 'remove it');
      return HEADER.test(text)
        ? parsed(text)
        : faulty('cannot stand', 'no name of a header', `write for example ${example}`);
    }, 'write the name of a header'),
    variable('Environment variable that holds the header.', env),
    { error: `write for example headers-env: { ${example}: ${env} }` },
  );
}
