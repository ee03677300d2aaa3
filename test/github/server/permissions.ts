import type { Caller } from './tokens.ts';

export type Level = 'none' | 'read' | 'write' | 'admin';
export type Permission =
  | 'actions'
  | 'administration'
  | 'attestations'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'members'
  | 'metadata'
  | 'pull_requests'
  | 'statuses'
  | 'workflows';

const ORDER: Readonly<Record<Level, number>> = { none: 0, read: 1, write: 2, admin: 3 };
const NAMES: ReadonlySet<string> = new Set<Permission>([
  'actions',
  'administration',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'issues',
  'members',
  'metadata',
  'pull_requests',
  'statuses',
  'workflows',
]);

/**
 * What an operation asks for, written as GitHub's header `x-accepted-github-permissions`: all of a list with commas, any
 * of the lists between semicolons. From GitHub's pages on the permissions that GitHub Apps need.
 */
const ACCEPTED: readonly (readonly [operation: RegExp, accepted: string])[] = [
  [/^rate-limit\//, ''],
  [/^users\/get-authenticated$/, ''],
  [/^teams\/get-membership-for-user-in-org$/, 'members=read'],
  [/^actions\/(cancel-workflow-run|create-workflow-dispatch)$/, 'actions=write'],
  [/^actions\//, 'actions=read'],
  [/^checks\//, 'checks=read'],
  [/^repos\/create-attestation$/, 'attestations=write'],
  [/^repos\/list-attestations$/, 'attestations=read'],
  [/^git\/(get|list)-/, 'contents=read'],
  [/^git\/(create-ref|update-ref)$/, 'contents=write; contents=write,workflows=write'],
  [/^git\//, 'contents=write'],
  [/^issues\/create$/, 'issues=write'],
  [/^issues\/(get|list)/, 'issues=read; pull_requests=read'],
  [/^issues\//, 'issues=write; pull_requests=write'],
  [/^pulls\/merge$/, 'contents=write'],
  [/^pulls\/(get|list)/, 'pull_requests=read'],
  [/^pulls\//, 'pull_requests=write'],
  [/^repos\/list-pull-requests-associated-with-commit$/, 'pull_requests=read'],
  [/^repos\/(get|list)-deployment/, 'deployments=read'],
  [/^repos\/\w+-deployment/, 'deployments=write'],
  [/^repos\/get-(all-environments|environment)$/, 'actions=read'],
  [/^repos\/get-combined-status-for-ref$/, 'statuses=read'],
  [/^repos\/(get|get-collaborator-permission-level)$/, 'metadata=read'],
  [/^repos\/create-dispatch-event$/, 'contents=write'],
  [/^repos\/(create|update)-release$/, 'contents=write'],
  [/^repos\/(get|list|compare)-/, 'contents=read'],
];

/** The header's text for an operation. @throws Error for one that the table forgot */
export function acceptedPermissions(operation: string): string {
  const found = ACCEPTED.find(([pattern]) => pattern.test(operation));
  if (found === undefined)
    throw new Error(`No permission is known for ${operation}: add it to permissions.ts.`);
  return found[1];
}

/** Whether the caller holds one of the accepted sets. */
export function mayCall({ permissions, kind }: Caller, accepted: string): boolean {
  if (accepted === '' || permissions === 'all' || kind === 'user') return true;
  const held = new Map<string, Level>(Object.entries({ metadata: 'read', ...permissions }));
  return accepted.split(';').some((set) =>
    set.split(',').every((need) => {
      const [name = '', level = 'read'] = need.trim().split('=');
      return ORDER[held.get(name) ?? 'none'] >= ORDER[isLevel(level) ? level : 'admin'];
    }),
  );
}

export function isPermission(name: string): name is Permission {
  return NAMES.has(name);
}

function isLevel(level: string): level is Level {
  return level in ORDER;
}
