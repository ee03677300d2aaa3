import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';
import { withoutCredentials } from './web-address.ts';

const AUTH = 'write them as auth: { basic: { user, password-env } }';

/**
 * Reads where an API is: http or https, without credentials, query and trailing slash. `login` says what to write instead of
 * credentials.
 */
export function parseBaseUrl(mend: string, login = AUTH): (text: string) => Parsed<string> {
  return (text) => {
    const is = `is ${quote(withoutCredentials(text))}`;
    if (!URL.canParse(text)) return faulty(is, 'no URL can be read from it', mend);
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      return faulty(is, 'the API is reached by http or https', mend);
    }
    if (url.username !== '' || url.password !== '')
      return faulty('holds credentials', 'a delivery file is public', login);
    if (url.search !== '' || url.hash !== '') {
      return faulty(is, 'it leads to one page', `write ${quote(`${url.origin}${url.pathname}`)}`);
    }
    return parsed(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
  };
}

const HERE = /^http:\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?:[:/]|$)/;

/** The same of a service on the internet: `secrets`, such as "the keys", go there by https, or do not leave this host. */
export function parsePublicUrl(
  mend: string,
  login: string,
  secrets: string,
): (text: string) => Parsed<string> {
  return (text) => {
    const base = parseBaseUrl(mend, login)(text);
    if (!base.ok || !base.value.startsWith('http:') || HERE.test(base.value)) return base;
    return faulty(
      `is ${quote(base.value)}`,
      `${secrets} would go over the network unencrypted`,
      'write https:',
    );
  };
}
