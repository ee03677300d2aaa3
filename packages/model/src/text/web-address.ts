import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

/** Reads an http or https address without credentials, for people to follow; spaces and the like come out encoded. */
export function parseWebAddress(mend: string): (text: string) => Parsed<string> {
  return (text) => {
    const is = `is ${quote(withoutCredentials(text))}`;
    if (!URL.canParse(text)) return faulty(is, 'no URL can be read from it', mend);
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:')
      return faulty(is, 'a browser opens http and https', mend);
    if (url.username !== '' || url.password !== '')
      return faulty('holds credentials', 'a delivery file is public', 'leave out what stands before the @');
    // The slash that the standard adds after a bare host says nothing.
    return parsed(/\/\s*$/.test(text) ? url.href : url.href.replace(/\/$/, ''));
  };
}

/** A password must not stand in what is told of a URL. */
export function withoutCredentials(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//***@');
}
