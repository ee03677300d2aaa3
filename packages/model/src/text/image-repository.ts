import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from './quote.ts';

const HOST = '(?:localhost|(?=[^/]*[.:])[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?)';
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
/** A registry, which has a dot or a port, and a repository in it, by the grammar of github.com/distribution/reference. */
export const IMAGE_REPOSITORY = new RegExp(`^${HOST}(?:/${PART})+$`);

const LONGEST = 255;
const MEND = 'write for example ghcr.io/acme/checkout';

/** registry/repository, without a tag. */
export function parseImageRepository(text: string): Parsed<string> {
  const is = `is ${quote(text)}`;
  if (text.length > LONGEST)
    return faulty(is, `it has ${text.length} characters`, `write at most ${LONGEST}`);
  if (IMAGE_REPOSITORY.test(text)) return parsed(text);
  const bare = text.replace(/^[a-z]+:\/\//i, '').replace(/@.*$/s, '');
  const untagged = bare.replace(/:[^/:]*$/, '');
  const colon = bare.lastIndexOf(':') > bare.lastIndexOf('/') && bare.includes('/');
  const name = colon ? untagged : bare;
  const slash = name.indexOf('/');
  const lower = slash < 0 ? name : name.slice(0, slash) + name.slice(slash).toLowerCase();
  if (lower !== text && IMAGE_REPOSITORY.test(lower))
    return faulty(is, 'a registry and a repository belong here, and nothing else', `write ${lower}`);
  const inHub = `docker.io/${name.includes('/') ? '' : 'library/'}${name.toLowerCase()}`;
  if (IMAGE_REPOSITORY.test(inHub)) return faulty(is, 'it names no registry', `write for example ${inHub}`);
  return faulty(is, 'no registry and repository', MEND);
}
