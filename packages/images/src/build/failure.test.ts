import { expect, it } from 'vitest';
import { parseBuildFailure } from './failure.ts';

const DOCKERFILE = `FROM node:24 AS build
COPY . .

RUN npm ci \\
    # not yet
    && npm test
FROM scratch
COPY --from=build /out /out
COPY missing /b
RUN ["/bin/no", "x"]
`;

const BUILDKIT = `#8 [build 3/3] RUN npm ci     && npm test
#8 0.412 npm error with s3cret
#8 ERROR: process "/bin/sh -c npm ci     && npm test" did not complete successfully: exit code: 1
------
 > [build 3/3] RUN npm ci     && npm test:
0.300 added 3 packages
0.412 npm error with s3cret
------
Dockerfile:4
--------------------
   3 |     
   4 | >>> RUN npm ci \\
   5 | >>>     # not yet
   6 | >>>     && npm test
   7 |     FROM scratch
--------------------
ERROR: failed to build: failed to solve: process "/bin/sh -c npm ci && npm test" did not complete successfully: exit code: 1
`;

it('finds the step of BuildKit, its line and what it said last', () => {
  expect(parseBuildFailure(BUILDKIT, DOCKERFILE, ['s3cret'])).toEqual({
    kind: 'step',
    step: '[build 3/3] RUN npm ci     && npm test',
    line: 4,
    said: ['added 3 packages', 'npm error with ***'],
    message:
      'failed to build: failed to solve: process "/bin/sh -c npm ci && npm test" did not complete successfully: exit code: 1',
    mend: 'run this step at your machine, or mend what it says',
  });
});

it('finds the step of Buildah, and its line in the Dockerfile', () => {
  const output = `[1/2] STEP 3/3: RUN npm ci     && npm test
npm error
Error: building at STEP "RUN npm ci     && npm test": while running runtime: exit status 1
`;
  expect(parseBuildFailure(output, DOCKERFILE, [])).toMatchObject({
    kind: 'step',
    line: 4,
    said: ['npm error'],
  });
});

it.each<[string, string, number | null]>([
  [
    'Error: building at STEP "COPY missing /b": checking on sources under "/w": copier: stat: "/missing": no such file or directory',
    'step',
    9,
  ],
  ['Error: building at STEP "RUN /bin/no x": while running runtime: exit status 1', 'step', 10],
  ['Error: building at STEP "COPYY ": Build error: Unknown instruction: "COPYY"', 'dockerfile', null],
  ['ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: COPYY', 'dockerfile', 3],
  [
    'ERROR: failed to solve: failed to read dockerfile: open Dockerfile: no such file or directory',
    'dockerfile',
    null,
  ],
  [
    'ERROR: failed to solve: acme/none:1: failed to resolve source metadata for docker.io/acme/none:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    'base',
    null,
  ],
  [
    'Error: creating build container: initializing source docker://127.0.0.1:1/none:latest: pinging container registry 127.0.0.1:1: connection refused',
    'base',
    null,
  ],
  [
    'Error: failed pushing cache to {{{"h:5000" "a"} "db6c"}}: trying to reuse blob sha256:6906 at destination: pinging container registry h:5000: connection refused',
    'unknown',
    null,
  ],
  [
    'ERROR: failed to solve: failed to push ghcr.io/acme/shop:1: denied: permission_denied: write_package',
    'refused',
    null,
  ],
  [
    'ERROR: failed to solve: failed to push ghcr.io/acme/shop:1: unexpected status from POST request to https://ghcr.io/v2/acme/shop/blobs/uploads/: 403 Forbidden',
    'refused',
    null,
  ],
  [
    'Error: pushing image "h/a:1" to "docker://h/a:1": writing blob: initiating layer upload to /v2/a/blobs/uploads/ in h: errors:\ndenied: requested access to the resource is denied\nunauthorized: authentication required\n',
    'refused',
    null,
  ],
  [
    'ERROR: failed to solve: process "/bin/sh -c x" did not complete successfully: exec format error',
    'platform',
    null,
  ],
  ['ERROR: failed to solve: write /var/lib/x: no space left on device', 'full', null],
  [
    'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'no-builder',
    null,
  ],
  ["docker: 'buildx' is not a docker command.", 'no-builder', null],
  ['something else', 'unknown', null],
  ['', 'unknown', null],
])('tells what is wrong: %s', (output, kind, line) => {
  expect(parseBuildFailure(`${output}\n`, DOCKERFILE, [])).toMatchObject({ kind, line });
});
