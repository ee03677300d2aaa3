import { expect, test } from 'vitest';
import { startGitHub } from '../index.ts';
import { clientOf, expectRefusal, refusalOf } from '../testing.ts';

test('a run has the state that a test sets, attempt by attempt', async () => {
  await using github = await startGitHub();
  const { actions } = clientOf(github);
  const at = { ...github.repository, run_id: 7 };
  expect(await refusalOf(actions.getWorkflowRun(at))).toMatchObject({ status: 404 });
  await github.setup.run({ id: 7, status: 'in_progress' });
  await github.setup.run({ id: 7, status: 'completed', conclusion: 'failure' });
  await github.setup.run({ id: 7, attempt: 2, status: 'in_progress' });
  expect((await actions.getWorkflowRun(at)).data).toMatchObject({
    run_attempt: 2,
    status: 'in_progress',
    conclusion: null,
  });
  const first = await actions.getWorkflowRunAttempt({ ...at, attempt_number: 1 });
  expect(first.data).toMatchObject({ run_attempt: 1, status: 'completed', conclusion: 'failure' });
  const third = actions.getWorkflowRunAttempt({ ...at, attempt_number: 3 });
  expect(await refusalOf(third)).toMatchObject({ status: 404 });
});

test('a run is cancelled once', async () => {
  await using github = await startGitHub();
  const { actions } = clientOf(github);
  const at = { ...github.repository, run_id: 7 };
  await github.setup.run({ id: 7, status: 'in_progress' });
  await actions.cancelWorkflowRun(at);
  expect((await actions.getWorkflowRun(at)).data).toMatchObject({
    status: 'completed',
    conclusion: 'cancelled',
  });
  await expectRefusal(actions.cancelWorkflowRun(at), 409, 'Cannot cancel');
});

test('runs are listed by what they are', async () => {
  await using github = await startGitHub();
  const { actions } = clientOf(github);
  await github.setup.run({ id: 1, status: 'completed', conclusion: 'cancelled', event: 'push' });
  await github.setup.run({ id: 2, status: 'in_progress', event: 'workflow_dispatch' });
  const ids = async (query: object) =>
    (await actions.listWorkflowRunsForRepo({ ...github.repository, ...query })).data.workflow_runs.map(
      ({ id }) => id,
    );
  expect(await ids({})).toEqual([2, 1]);
  expect(await ids({ status: 'in_progress' })).toEqual([2]);
  expect(await ids({ status: 'cancelled' })).toEqual([1]);
  expect(await ids({ event: 'push' })).toEqual([1]);
});

test('what was dispatched is written down', async () => {
  await using github = await startGitHub();
  const { actions, repos } = clientOf(github);
  const at = github.repository;
  await github.setup.commit({
    files: { '.github/workflows/promote.yml': 'on: workflow_dispatch\n' },
    message: 'CI',
  });
  const dispatch = { ...at, workflow_id: 'promote.yml', ref: 'main', inputs: { verb: 'pause' } };
  expect((await actions.createWorkflowDispatch(dispatch)).status).toBe(204);
  await repos.createDispatchEvent({ ...at, event_type: 'released', client_payload: { digest: 'x' } });
  expect(github.world.dispatches).toMatchObject([
    { kind: 'workflow', name: 'promote.yml', ref: 'main', inputs: { verb: 'pause' } },
    { kind: 'repository', name: 'released', inputs: { digest: 'x' } },
  ]);
  await expectRefusal(
    actions.createWorkflowDispatch({ ...dispatch, workflow_id: 'none.yml' }),
    404,
    'Not Found',
  );
  await expectRefusal(actions.createWorkflowDispatch({ ...dispatch, ref: 'none' }), 422, 'No ref found');
  expect(github.world.dispatches).toHaveLength(2);
});
