/**
 * All that a daemon and its instances get of a run's environment. Not the runner's variables: a token must not live on in
 * them, and a process that carries RUNNER_TRACKING_ID is killed at the end of the job.
 */
export const INSTANCE_INHERITS = ['PATH', 'HOME', 'LANG', 'TZ'] as const;
export const DAEMON_INHERITS = [...INSTANCE_INHERITS, 'TMPDIR'] as const;

export function inherited(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value !== undefined) values[name] = value;
  }
  return values;
}
