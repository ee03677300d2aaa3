import { shown } from '@glidepath/images';
import type { Digest, Instant } from '@glidepath/model';
import type { TrustedRoot } from '@sigstore/protobuf-specs';
import { keyName, publicKeyOf } from '../keys.ts';
import { isOf } from '../predicates.ts';
import type { Trouble } from '../proof-error.ts';
import { readProvenance, type ToldProvenance } from '../provenance.ts';
import type { Statement } from '../statement.ts';
import type { ProofFinding, ProofRequirement, SignerRequirement } from '../types.ts';
import { isRightRef, isRightWorkflow, parseWorkflowUri, sameRepository } from '../workflow.ts';
import { readBundle, type SignedStatement } from './bundle.ts';
import type { CertificateClaims } from './certificate.ts';
import { isKeySigned, verifyByCertificate, verifyByKey, type NotVerified, type Verified } from './verify.ts';

/** What one bundle is worth. */
export type Judged =
  | (Omit<Extract<ProofFinding, { kind: 'proven' }>, 'from'> & { readonly signed: SignedStatement })
  | (Trouble & {
      readonly kind: 'refused';
      /** How far it came. */
      readonly stage: number;
      /** As a message names it. */
      readonly about: string;
    });

const STAGES = ['form', 'signature', 'subject', 'signer', 'source', 'builder', 'commit'] as const;
type Stage = (typeof STAGES)[number];

type WorkflowRequirement = Extract<SignerRequirement, { kind: 'workflow' }>;

/**
 * @param json a bundle as a stranger has sent it
 * @returns null where it is about something that is not demanded
 * @throws ProofError where nobody tells whom to believe
 */
export async function judge(
  json: unknown,
  subject: Digest,
  requirement: ProofRequirement,
  roots: () => Promise<readonly TrustedRoot[]>,
): Promise<Judged | null> {
  const refuse = (stage: Stage, { why, mend }: Trouble): Judged => ({
    kind: 'refused',
    stage: STAGES.indexOf(stage),
    about: `${requirement.predicate === 'sbom' ? 'the SBOM of ' : 'how it was built of '}${subject}`,
    why,
    mend,
  });
  const signed = readBundle(json);
  if (typeof signed === 'string') return refuse('form', { why: `it ${signed}`, mend: REWRITE });
  if (!isOf(requirement.predicate, signed.statement.predicateType)) return null;
  const verified = await verify(signed, requirement.signer, roots);
  if (verified.kind === 'not-verified') return refuse('signature', verified);
  if (!signed.statement.subjects.includes(subject))
    return refuse('subject', anotherSubject(signed.statement));
  const told = readProvenance(signed.statement.predicate);
  if (requirement.predicate === 'provenance' && told === null)
    return refuse('form', { why: 'it is no provenance of SLSA v1', mend: REWRITE });
  const who =
    verified.kind === 'certificate' && requirement.signer.kind === 'workflow'
      ? byWorkflow(verified.claims, verified.at, told, requirement.signer, requirement)
      : byKey(told, requirement);
  if ('stage' in who) return refuse(who.stage, who);
  return { kind: 'proven', predicateType: signed.statement.predicateType, ...who, signed };
}

const REWRITE = 'attest it anew with a tool that writes bundles of Sigstore';

async function verify(
  { bundle }: SignedStatement,
  signer: SignerRequirement,
  roots: () => Promise<readonly TrustedRoot[]>,
): Promise<Verified | NotVerified> {
  if (signer.kind === 'workflow')
    return verifyByCertificate(bundle, isKeySigned(bundle) ? [] : await roots());
  if (isKeySigned(bundle)) return verifyByKey(bundle, publicKeyOf(signer.pem));
  return {
    kind: 'not-verified',
    why: 'it is signed with a certificate, and a key was to sign it',
    mend: 'name the workflow in what is required, or sign with the key',
  };
}

interface Who {
  readonly signer: string;
  readonly source: string | null;
  readonly commit: string | null;
  readonly builder: string;
  readonly at: Instant | null;
}

type Wrong = Trouble & { readonly stage: Stage };

/** The certificate tells, not the statement: what the one says of itself the other has to bear out. */
function byWorkflow(
  { subject, issuer, source, commit }: CertificateClaims,
  at: Instant | null,
  told: ToldProvenance | null,
  signer: WorkflowRequirement,
  requirement: ProofRequirement,
): Who | Wrong {
  const uri = parseWorkflowUri(subject);
  const wanted = `${signer.serverUrl}/${signer.workflow}`;
  if (issuer !== signer.issuer)
    return wrong(
      'signer',
      `its signer was vouched for by ${shown(issuer ?? 'nobody')}, not by ${signer.issuer}`,
      'sign it in a job of that server',
    );
  if (uri === null || !isRightWorkflow(uri, signer))
    return wrong(
      'signer',
      `it is signed by ${shown(subject)}, not by ${wanted}`,
      'build it with that workflow, or name the other one in what is required',
    );
  if (!isRightRef(uri.ref, signer.ref))
    return wrong(
      'signer',
      `it is signed by ${shown(subject)}, not at a ref like ${signer.ref ?? ''}`,
      'call the workflow at such a ref, or allow the other one in what is required',
    );
  const repository = requirement.source === null ? null : `${signer.serverUrl}/${requirement.source}`;
  if (repository !== null && (source === null || !sameRepository(source, repository)))
    return wrong(
      'source',
      `it comes from ${shown(source ?? 'no repository')}, not from ${repository}`,
      'deliver what this repository has built',
    );
  if (told !== null && told.builder !== subject && !isRunner(told.builder, signer))
    return wrong(
      'builder',
      `it says that ${shown(told.builder)} has built it, and ${shown(subject)} has signed it`,
      'have the workflow sign that builds',
    );
  if (requirement.commit !== null && commit !== requirement.commit)
    return wrong('commit', ...anotherCommit(commit, requirement.commit));
  return { signer: shown(subject), source: text(source), commit: text(commit), builder: shown(subject), at };
}

/** GitHub's own action once named the kind of runner in place of the workflow. */
function isRunner(builder: string, { serverUrl }: WorkflowRequirement): boolean {
  return (
    /^\/actions\/runner\/(?:github|self)-hosted$/.test(builder.slice(serverUrl.length)) &&
    builder.startsWith(serverUrl)
  );
}

/** The key vouches for what the statement says. An SBOM says nothing of repositories and commits. */
function byKey(told: ToldProvenance | null, { signer, source, commit }: ProofRequirement): Who | Wrong {
  const name = signer.kind === 'key' ? keyName(publicKeyOf(signer.pem)) : '';
  if (told === null) return { signer: name, source: null, commit: null, builder: name, at: null };
  const isRight = told.source !== null && source !== null && endsIn(told.source, source);
  if (source !== null && !isRight)
    return wrong(
      'source',
      `it comes from ${shown(told.source ?? 'no repository')}, not from ${source}`,
      'deliver what this repository has built',
    );
  if (commit !== null && told.commit !== commit)
    return wrong('commit', ...anotherCommit(told.commit, commit));
  const { builder } = told;
  return {
    signer: name,
    source: text(told.source),
    commit: text(told.commit),
    builder: shown(builder),
    at: null,
  };
}

/** Whether a URL is that of a repository, on whatever server. */
function endsIn(url: string, repository: string): boolean {
  if (!URL.canParse(url)) return false;
  return sameRepository(new URL(url).pathname.slice(1), repository);
}

function anotherSubject({ subjects }: Statement): Trouble {
  const [first] = subjects;
  return {
    why: `it is about ${first === undefined ? 'nothing that has a SHA-256' : shown(first)}, and not about this`,
    mend: 'do not use it: find out who has put it there, and build anew',
  };
}

function anotherCommit(found: string | null, wanted: string): readonly [string, string] {
  return [
    `it was built from the commit ${shown(found ?? 'nobody knows')}, not from ${wanted}`,
    'deliver what was built from that commit',
  ];
}

function wrong(stage: Stage, why: string, mend: string): Wrong {
  return { stage, why, mend };
}

function text(foreign: string | null): string | null {
  return foreign === null ? null : shown(foreign);
}
