import type { SignerRequirement } from './types.ts';

/** Who issues the identity tokens of a GitHub server's jobs. @param serverUrl https://github.com */
export function issuerOf(serverUrl: string): string {
  const { hostname, origin } = new URL(serverUrl);
  if (hostname === 'github.com') return 'https://token.actions.githubusercontent.com';
  if (hostname.endsWith('.ghe.com')) return `https://token.actions.${hostname}`;
  return `${origin}/_services/token`;
}

/** A workflow at a ref, as a certificate names it: https://github.com/acme/ci/.github/workflows/build.yml@refs/tags/v1. */
export interface WorkflowUri {
  /** https://github.com/acme/ci/.github/workflows/build.yml */
  readonly workflow: string;
  /** refs/tags/v1, or a commit. */
  readonly ref: string;
}

/** Null where it names no workflow at a ref. */
export function parseWorkflowUri(text: string): WorkflowUri | null {
  const at = text.indexOf('@');
  if (at === -1 || at === text.length - 1) return null;
  return { workflow: text.slice(0, at), ref: text.slice(at + 1) };
}

export function isRightWorkflow(
  { workflow }: WorkflowUri,
  wanted: Extract<SignerRequirement, { kind: 'workflow' }>,
): boolean {
  return sameWorkflow(workflow, `${wanted.serverUrl}/${wanted.workflow}`);
}

/** @param pattern `*` stands for any text. Null: any ref */
export function isRightRef(ref: string, pattern: string | null): boolean {
  if (pattern === null) return true;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.\\+?^${}()|[\]]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(ref);
}

/** GitHub takes owners and repositories in any case; the path below them is a path. */
function sameWorkflow(one: string, other: string): boolean {
  const [repository, path] = splitWorkflow(one);
  const [otherRepository, otherPath] = splitWorkflow(other);
  return repository === otherRepository && path === otherPath;
}

function splitWorkflow(text: string): readonly [repository: string, path: string] {
  const at = text.indexOf('/.github/');
  return at === -1 ? [text.toLowerCase(), ''] : [text.slice(0, at).toLowerCase(), text.slice(at)];
}

export function sameRepository(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(repository: string): string {
  return repository.toLowerCase().replace(/\.git$/, '');
}
