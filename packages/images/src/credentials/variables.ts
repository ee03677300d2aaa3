import type { Login } from '../access.ts';
import { RegistryError } from '../registry-error.ts';

/** Names of environment variables, not their values. */
export interface LoginVariables {
  /** Null: the user does not matter, as with GitHub's token. */
  readonly user: string | null;
  readonly password: string;
}

/** @throws RegistryError `invalid` where one is not set; no value is told */
export function loginOfVariables(
  variables: LoginVariables,
  env: Readonly<Record<string, string | undefined>>,
): Login {
  const user = variables.user === null ? 'glidepath' : valueOf(variables.user, env);
  if (user.includes(':'))
    throw new RegistryError(
      'invalid',
      `the environment variable ${variables.user ?? ''} holds a colon`,
      'a user has none',
    );
  return { kind: 'basic', user, password: valueOf(variables.password, env) };
}

function valueOf(name: string, env: Readonly<Record<string, string | undefined>>): string {
  const value = env[name]?.trim() ?? '';
  if (value !== '') return value;
  throw new RegistryError(
    'invalid',
    `the environment variable ${name}, which holds the login of the registry, is not set`,
    `set it, in a workflow with env: { ${name}: "\${{ secrets.${name} }}" }`,
  );
}
