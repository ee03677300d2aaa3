import { faulty, parsed } from '../fault.ts';
import { docs, written } from './scalars.ts';

/** Names of environment variables, as POSIX allows them. */
export const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The name of the variable that holds a secret. What stands there instead may be the secret itself and is not told. */
export function variable(description: string, example: string) {
  const mend = `write the name of an environment variable, such as ${example}`;
  return written(
    (text) =>
      VARIABLE.test(text)
        ? parsed(text)
        : faulty('is no name of a variable', 'a secret itself must not stand here', mend),
    mend,
  ).register(docs, { description, pattern: VARIABLE.source, examples: [example] });
}
