import { TargetError } from '@glidepath/conductor';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A token from the environment. `place` of the delivery file names its variable; `what` is said of it to people: "access
 * token for LaunchDarkly".
 * @throws TargetError where there is none that could be sent
 */
export function tokenIn(env: Environment, name: string, place: string, what: string): string {
  const token = env[name]?.trim() ?? '';
  if (token === '')
    throw new TargetError(
      `There is no ${what}: the environment variable ${name} is not set, which ${place} names. Set it, in a workflow with env: { ${name}: "\${{ secrets.${name} }}" }.`,
      true,
    );
  // A header takes nothing else; the token itself is not told.
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new TargetError(
    `The environment variable ${name} holds characters that no access token has. Check that it holds the token alone.`,
    true,
  );
}
