import type { Survey } from './survey.ts';
import { WORKFLOW_PLACEHOLDER } from './workflow-text.ts';

/** A workflow that builds the image once and delivers its digest on each push to the branch. */
export function imageWorkflowText(found: Survey, file: string): string {
  const build = WORKFLOW_PLACEHOLDER.replace('deliver.yml', 'build.yml');
  return `name: Deliver

on:
  push:
    branches: [${JSON.stringify(found.branch.value)}]
  workflow_dispatch:

# Nothing, but for what the jobs below say.
permissions: {}

# No concurrency here: the called workflow queues the deliveries to each environment by itself.
jobs:
  build:
    name: Build
    permissions:
      contents: read
      packages: write # the image at ghcr.io
    # Put the repository that you take Glidepath from in place of OWNER/glidepath. v1 brings mends by itself; put a
    # commit's sha in its place to decide on each of them.
    # zizmor: ignore[unpinned-uses] the tag is what users follow, see above
    uses: ${build}
    with:
      file: ${JSON.stringify(file)}

  deliver:
    name: Deliver
    needs: build
    permissions:
      contents: write # the ledger, refs/glidepath/*
      deployments: write # a deployment for each rollout
      issues: write # an issue after a rollback
      pull-requests: write # comments on the pull requests of a release that was rolled back
      actions: read # whether the run that holds a rollout is alive
    # zizmor: ignore[unpinned-uses] the tag is what users follow, see above
    uses: ${WORKFLOW_PLACEHOLDER}
    with:
      file: ${JSON.stringify(file)}
      digest: \${{ needs.build.outputs.digest }}
      # A runner that reaches the cluster, with a kubeconfig or in a pod whose service account may do what docs/targets says.
      runs-on: self-hosted
`;
}
