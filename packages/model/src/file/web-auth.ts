import * as z from 'zod/mini';
import { fault } from '../fault.ts';
import type { HttpAuth } from '../http-source.ts';
import { basicAuth } from './basic-auth.ts';
import { docs, mapping, refuse } from './scalars.ts';
import { variable } from './variable.ts';

/**
 * How to log in at a server on the web: one of two ways.
 * @param examples names of the variables that hold a token and a password
 */
export function webAuth(examples: { readonly token: string; readonly password: string }) {
  const mend = `write for example auth: { bearer-env: ${examples.token} }`;
  const form = mapping(
    {
      'bearer-env': z.optional(variable('Environment variable that holds a bearer token.', examples.token)),
      basic: z.optional(basicAuth(examples.password)).register(docs, { description: 'User and password.' }),
    },
    mend,
  );
  return z.pipe(
    form,
    z.transform(({ basic, 'bearer-env': bearer }: z.output<typeof form>, payload): HttpAuth => {
      if (bearer !== undefined && basic === undefined) return { kind: 'bearer', env: bearer };
      if (basic !== undefined && bearer === undefined)
        return { kind: 'basic', user: basic.user, passwordEnv: basic['password-env'] };
      const what = bearer === undefined ? 'is empty' : 'says two things';
      refuse(payload, fault(what, 'one way to log in is needed', mend));
      return z.NEVER;
    }),
  );
}
