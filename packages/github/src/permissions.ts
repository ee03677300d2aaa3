/** What a token must be allowed to do: `contents` and `write`. Names as in GitHub's API, with "_". */
export interface Permission {
  readonly name: string;
  readonly access: 'read' | 'write';
}

/** What a workflow may grant its own token, by the names of the API. GitHub's docs: "Workflow syntax", `permissions`. */
const GRANTABLE = new Set([
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'issues',
  'models',
  'packages',
  'pages',
  'pull_requests',
  'security_events',
  'statuses',
]);

/**
 * Reads the header `x-accepted-github-permissions`: sets of permissions, any of which will do, split by ";", each a list
 * split by ",". The first set that a workflow can grant is taken, or the first. Null where it says nothing.
 * https://github.blog/changelog/2023-08-10-x-accepted-github-permissions-header-for-fine-grained-permission-actors
 */
export function acceptedPermissions(header: string): readonly Permission[] | null {
  const sets = header.split(';').map((set) => set.split(',').flatMap(parse));
  // A token can always read metadata, so that is never what is missing.
  const wanted = sets
    .map((set) => set.filter(({ name }) => name !== 'metadata'))
    .filter((set) => set.length > 0);
  return wanted.find(isGrantable) ?? wanted[0] ?? null;
}

export function isGrantable(permissions: readonly Permission[]): boolean {
  return permissions.every(({ name }) => GRANTABLE.has(name));
}

/** The lines of a workflow that grant it, without a line break at the end. */
export function permissionLines(permissions: readonly Permission[]): string {
  const lines = permissions.map(({ name, access }) => `  ${name.replaceAll('_', '-')}: ${access}`);
  return ['permissions:', ...lines].join('\n');
}

/** Which permission a call needs, for where GitHub does not say. Null for calls that need none, or one that is not here. */
export function permissionOf(method: string, path: string): Permission | null {
  const access = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  const [, below = ''] = /^\/repos\/[^/]+\/[^/]+\/(.*)$/.exec(path) ?? [];
  const found = AREAS.find(([area]) => area.test(below));
  return found === undefined ? null : { name: found[1], access };
}

const AREAS: readonly (readonly [RegExp, string])[] = [
  [/^actions\//, 'actions'],
  [/^commits\/.+\/check-runs$/, 'checks'],
  [/^commits\/.+\/status$/, 'statuses'],
  [/^commits\/.+\/pulls$/, 'pull_requests'],
  [/^environments\b/, 'actions'],
  [/^deployments\b/, 'deployments'],
  [/^(issues|labels)\b/, 'issues'],
  [/^pulls\b/, 'pull_requests'],
  [/^(git|commits|compare|contents|releases|dispatches)\b/, 'contents'],
];

function parse(text: string): readonly Permission[] {
  const [, name, access] = /^\s*([a-z_]+)=(read|write)\s*$/.exec(text) ?? [];
  return name === undefined || (access !== 'read' && access !== 'write') ? [] : [{ name, access }];
}
