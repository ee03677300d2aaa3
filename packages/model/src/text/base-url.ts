import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';
import { withoutCredentials } from './web-address.ts';

/** Reads where an API is: http or https, without credentials, query and trailing slash. */
export function parseBaseUrl(mend: string): (text: string) => Parsed<string> {
  return (text) => {
    const is = `is ${quote(withoutCredentials(text))}`;
    if (!URL.canParse(text)) return faulty(is, 'no URL can be read from it', mend);
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return faulty(is, 'the API is reached by http or https', mend);
    }
    if (url.username !== '' || url.password !== '') {
      return faulty(
        'holds credentials',
        'a delivery file is public',
        'write them as auth: { basic: { user, password-env } }',
      );
    }
    if (url.search !== '' || url.hash !== '') {
      return faulty(is, 'it leads to one page', `write ${quote(`${url.origin}${url.pathname}`)}`);
    }
    return parsed(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
  };
}
