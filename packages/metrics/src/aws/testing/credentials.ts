import { vi } from 'vitest';
import { ACCESS_KEY, SECRET_KEY } from './keys.ts';

export { ACCESS_KEY, SECRET_KEY };

/** An environment in which the AWS SDK finds these credentials and nothing else, and asks no machine for any. */
export function stubAws(more: Readonly<Record<string, string | undefined>> = {}): void {
  const env = {
    AWS_ACCESS_KEY_ID: ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: SECRET_KEY,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_SESSION_TOKEN: undefined,
    AWS_PROFILE: undefined,
    AWS_REGION: undefined,
    ...more,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}
