import { shown } from '@glidepath/images';
import * as z from 'zod/mini';
import { askServer } from '../places/http.ts';
import { ProofError } from '../proof-error.ts';
import { jsonOf } from '../statement.ts';
import type { IdentityRequest } from '../types.ts';

/** Who the job is, as GitHub vouches for it. */
export interface Identity {
  /** A secret. */
  readonly token: string;
  readonly issuer: string;
  /** acme/checkout: whose run it is. */
  readonly repository: string;
  /** acme/ci/.github/workflows/build.yml@refs/tags/v1: whose steps they are. */
  readonly workflow: string;
}

const LARGEST = 64 * 1024;
const AUDIENCE = 'sigstore';

const answerSchema = z.object({ value: z.string().check(z.minLength(1)) });
const claimsSchema = z.object({
  iss: z.string(),
  repository: z.string(),
  job_workflow_ref: z.string(),
});

/** @throws ProofError `identity` with the line of YAML that is missing */
export async function askIdentity(request: IdentityRequest | null): Promise<Identity> {
  if (request === null)
    throw new ProofError(
      'identity',
      'the job can not say who it is, so nobody would certify its signature',
      'give it `permissions: { id-token: write }`, or sign with a key',
    );
  const url = new URL(request.url);
  url.searchParams.set('audience', AUDIENCE);
  const { status, bytes } = await askServer({
    url,
    headers: { authorization: `Bearer ${request.token}`, accept: 'application/json' },
    limit: LARGEST,
    secrets: [request.token],
    who: 'GitHub, asked who the job is,',
  });
  const answer = answerSchema.safeParse(jsonOf(bytes));
  if (status !== 200 || !answer.success)
    throw new ProofError(
      'identity',
      `GitHub does not say who the job is (${status})`,
      'check that the job has `id-token: write`, and try again',
    );
  return identityIn(answer.data.value);
}

/** Fulcio verifies the token; here it only tells what the certificate will say. */
function identityIn(token: string): Identity {
  const claims = claimsSchema.safeParse(jsonOf(Buffer.from(token.split('.')[1] ?? '', 'base64url')));
  if (!claims.success) {
    const missing = claims.error.issues.map(({ path }) => shown(path.join('.'))).join(', ');
    throw new ProofError(
      'identity',
      `the identity token tells no ${missing || 'claims'}`,
      'sign in a job of GitHub Actions, or with a key',
    );
  }
  const { iss, repository, job_workflow_ref: workflow } = claims.data;
  return { token, issuer: iss, repository, workflow };
}
