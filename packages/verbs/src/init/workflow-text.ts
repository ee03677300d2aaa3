import { RELEASE_FOLDER } from './delivery-text.ts';
import type { Manager, Survey } from './survey.ts';

/** What stands for the repository that Glidepath is taken from. */
export const WORKFLOW_PLACEHOLDER = 'OWNER/glidepath/.github/workflows/deliver.yml@v1';

interface Commands {
  readonly locked: string;
  readonly loose: string;
  readonly build: string;
  readonly prune: string;
}

const COMMANDS: Readonly<Record<Manager, Commands>> = {
  npm: { locked: 'npm ci', loose: 'npm install', build: 'npm run build', prune: 'npm prune --omit=dev' },
  pnpm: {
    locked: 'pnpm install --frozen-lockfile',
    loose: 'pnpm install',
    build: 'pnpm run build',
    prune: 'pnpm prune --prod',
  },
  yarn: {
    locked: 'yarn install --frozen-lockfile',
    loose: 'yarn install',
    build: 'yarn run build',
    prune: 'yarn install --production --ignore-scripts --prefer-offline',
  },
};

/** A workflow that builds the release and delivers it on each push to the branch. */
export function workflowText(found: Survey, file: string): string {
  return `name: Deliver

on:
  push:
    branches: [${JSON.stringify(found.branch.value)}]
  workflow_dispatch:

# Nothing, but for what the job below says.
permissions: {}

# No concurrency here: the called workflow queues the deliveries to each environment by itself.
jobs:
  deliver:
    name: Deliver
    permissions:
      contents: write # the ledger, refs/glidepath/*
      deployments: write # a deployment for each rollout
      issues: write # an issue after a rollback
      pull-requests: write # comments on the pull requests of a release that was rolled back
      actions: read # whether the run that holds a rollout is alive
    # Put the repository that you take Glidepath from in place of OWNER/glidepath. v1 brings mends by itself; put a
    # commit's sha in its place to decide on each of them.
    # zizmor: ignore[unpinned-uses] the tag is what users follow, see above
    uses: ${WORKFLOW_PLACEHOLDER}
    with:
      file: ${JSON.stringify(file)}
      # Everything that the service needs to run, in the folder that the delivery file releases.
      build-command: |
        rm -rf ${RELEASE_FOLDER} && mkdir ${RELEASE_FOLDER}
        git archive HEAD | tar -x -C ${RELEASE_FOLDER}
${buildLines(found).join('\n')}
      artifact-path: ${RELEASE_FOLDER}
      # The local target runs the service on the runner's own host: this must be a self-hosted runner on that host.
      runs-on: self-hosted
`;
}

function buildLines({ packages }: Survey): readonly string[] {
  if (packages === null) return ['        # Build here what the service needs beside its sources.'];
  const { locked, loose, build, prune } = COMMANDS[packages.manager];
  const lines = [packages.locked ? locked : loose, ...(packages.builds ? [build] : []), prune];
  return [`        cd ${RELEASE_FOLDER}`, ...lines.map((line) => `        ${line}`)];
}
