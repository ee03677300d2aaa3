/** What the emulator remembers, apart from git. Times are ISO 8601 in whole seconds, as GitHub writes them. */

export interface Person {
  readonly login: string;
  readonly id: number;
  readonly name: string;
  /** Commits with this address are theirs. */
  readonly email: string;
  readonly type: 'User' | 'Bot';
}

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

export type DeploymentState =
  'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';

export interface DeploymentStatus {
  readonly id: number;
  readonly state: DeploymentState;
  readonly description: string;
  readonly environment: string;
  readonly environmentUrl: string;
  readonly logUrl: string;
  readonly creator: string;
  readonly createdAt: string;
}

export interface Deployment {
  readonly id: number;
  readonly sha: string;
  readonly ref: string;
  readonly task: string;
  readonly payload: unknown;
  readonly environment: string;
  readonly description: string | null;
  readonly creator: string;
  readonly isTransient: boolean;
  readonly isProduction: boolean;
  readonly createdAt: string;
  /** Oldest first. */
  readonly statuses: DeploymentStatus[];
}

export interface Environment {
  readonly id: number;
  readonly name: string;
  /** Logins that must approve; none: no such rule. */
  readonly reviewers: readonly string[];
  /** Minutes; 0: no such rule. */
  readonly waitTimer: number;
  readonly createdAt: string;
}

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

/** An issue, or what a pull request shares with one. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'reopened' | 'not_planned' | 'duplicate' | null;
  labels: readonly string[];
  assignees: readonly string[];
  readonly author: string;
  readonly createdAt: string;
  updatedAt: string;
  closedAt: string | null;
  closedBy: string | null;
  readonly isPull: boolean;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly author: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

/** The rest of a pull request. Its title, body and state stand in the issue of the same number. */
export interface Pull {
  readonly number: number;
  readonly id: number;
  /** Branches. */
  readonly head: string;
  base: string;
  readonly isDraft: boolean;
  /** What base stood at when the pull request was opened. */
  readonly baseSha: string;
  /** The head's last commit; kept when the branch is gone. */
  headSha: string;
  merge: { readonly sha: string; readonly at: string; readonly by: string } | null;
}

export type CheckConclusion =
  'success' | 'failure' | 'neutral' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required';

export interface CheckRun {
  readonly id: number;
  readonly sha: string;
  readonly name: string;
  readonly status: 'queued' | 'in_progress' | 'completed';
  readonly conclusion: CheckConclusion | null;
  readonly startedAt: string;
  readonly completedAt: string | null;
}

export interface CommitStatus {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly creator: string;
  readonly createdAt: string;
}

export interface Release {
  readonly id: number;
  tag: string;
  target: string;
  title: string | null;
  body: string | null;
  isDraft: boolean;
  isPrerelease: boolean;
  readonly author: string;
  readonly createdAt: string;
  publishedAt: string | null;
}

export type RunStatus = 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending';
export type RunConclusion = CheckConclusion | 'startup_failure' | 'stale';

export interface RunAttempt {
  readonly attempt: number;
  readonly status: RunStatus;
  readonly conclusion: RunConclusion | null;
  readonly startedAt: string;
  readonly updatedAt: string;
}

export interface WorkflowRun {
  readonly id: number;
  readonly number: number;
  readonly name: string;
  /** `.github/workflows/deploy.yml` */
  readonly path: string;
  readonly event: string;
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly createdAt: string;
  /** By number, the first first. */
  readonly attempts: RunAttempt[];
}

/** A workflow or a repository_dispatch that was asked for. */
export interface Dispatch {
  readonly kind: 'workflow' | 'repository';
  /** The workflow's file or id; the event's type. */
  readonly name: string;
  /** The branch or tag of a workflow; empty otherwise. */
  readonly ref: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly at: string;
}
