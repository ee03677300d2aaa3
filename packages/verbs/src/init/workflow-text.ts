import { RELEASE_FOLDER } from './delivery-text.ts';
import type { Manager, Survey } from './survey.ts';

/** What stands for the repository that Glidepath is taken from. */
export const ACTION_PLACEHOLDER = 'OWNER/glidepath@v1';

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
export function workflowText(found: Survey, environment: string, file: string): string {
  return `name: Deliver

on:
  push:
    branches: [${JSON.stringify(found.branch.value)}]
  workflow_dispatch:

permissions:
  contents: read

# One delivery at a time: a newer one waits for the one under way.
concurrency:
  group: deliver-${environment}
  cancel-in-progress: false

jobs:
  ${environment}:
    # The local target runs the service on the runner's own host: this must be a self-hosted runner on that host.
    runs-on: self-hosted
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          # Tags name the release.
          fetch-depth: 0
          persist-credentials: false

      # Everything that the service needs to run, in the folder that the delivery file releases.
      - name: Build the release
        run: |
          rm -rf ${RELEASE_FOLDER} && mkdir ${RELEASE_FOLDER}
          git archive HEAD | tar -x -C ${RELEASE_FOLDER}
${buildLines(found).join('\n')}

      # Put the repository that you take Glidepath from in place of OWNER/glidepath, and the sha of a commit in place of
      # v1: a tag can be moved, a commit can not.
      - name: Deliver
        id: deliver
        uses: ${ACTION_PLACEHOLDER}
        with:
          environment: ${environment}
          file: ${JSON.stringify(file)}
`;
}

function buildLines({ packages }: Survey): readonly string[] {
  if (packages === null) return ['          # Build here what the service needs beside its sources.'];
  const { locked, loose, build, prune } = COMMANDS[packages.manager];
  const lines = [packages.locked ? locked : loose, ...(packages.builds ? [build] : []), prune];
  return [`          cd ${RELEASE_FOLDER}`, ...lines.map((line) => `          ${line}`)];
}
