import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';

/**
 * Credentials from where the AWS SDK looks for them: the environment, a token of OIDC, a profile, the container, the
 * machine; and with them those of the role, where there is one.
 */
export function credentialsFor(role: string | null, region: string | null): AwsCredentialIdentityProvider {
  const clientConfig = region === null ? {} : { clientConfig: { region } };
  return role === null
    ? fromNodeProviderChain(clientConfig)
    : fromTemporaryCredentials({
        params: { RoleArn: role, RoleSessionName: 'glidepath' },
        ...clientConfig,
      });
}

/** What no message may hold. Who answers may tell back what was sent to it. */
export function secretsOf({
  accessKeyId,
  secretAccessKey,
  sessionToken,
}: AwsCredentialIdentity): readonly string[] {
  return [accessKeyId, secretAccessKey, sessionToken ?? ''].filter((secret) => secret !== '');
}

/** Before credentials expire, new ones are fetched. */
const MARGIN_MS = 300_000;

/** Credentials that are fetched once and kept while they hold; at the same time only once. */
export function kept(fetch: () => Promise<AwsCredentialIdentity>): () => Promise<AwsCredentialIdentity> {
  let current: Promise<AwsCredentialIdentity> | null = null;
  return async () => {
    const known = current;
    if (known !== null) {
      const { expiration } = await known;
      if (expiration === undefined || expiration.getTime() - Date.now() > MARGIN_MS) return known;
      if (current !== known && current !== null) return current;
    }
    const fresh = fetch();
    current = fresh;
    try {
      return await fresh;
    } catch (error) {
      if (current === fresh) current = null;
      throw error;
    }
  };
}
