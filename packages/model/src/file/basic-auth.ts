import { faulty, parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { docs, mapping, written } from './scalars.ts';
import { variable } from './variable.ts';

/** A user, and the name of the variable that holds the password. */
export function basicAuth(passwordEnv: string) {
  return mapping(
    {
      user: written(
        (text) =>
          /^[^\p{Cc}:]+$/u.test(text)
            ? parsed(text)
            : faulty(`is ${quote(text)}`, 'a user has no colon in its name', 'write the name of the user'),
        'write the name of the user',
      ).register(docs, { description: 'The user.' }),
      'password-env': variable('Environment variable that holds the password.', passwordEnv),
    },
    `write for example basic: { user: u, password-env: ${passwordEnv} }`,
  );
}
