import type { Command } from 'commander';
import { verb, type Act } from './command.ts';
import type { AnalyzeFlags } from './verbs/analyze.ts';
import type { BlockFlags, UnblockFlags } from './verbs/block.ts';
import type { GateFlags } from './verbs/gate.ts';
import type { PromoteFlags, RollbackFlags, SteerFlags } from './verbs/steer.ts';

/** The verbs of release managers: what is asked of a rollout, and of what keeps releases out. */
export function addSteering(program: Command, act: Act): void {
  verb(program, 'promote', 'approve the step that a rollout stands at; it goes on to the next', [
    ['glidepath promote', 'to the next step'],
    ['glidepath promote --full --reason "checked by hand"', 'to 100 %, the steps between left out'],
  ])
    .option('--full', 'go to 100 % at once')
    .option('-r, --reason <why>', 'why, for the ledger', '')
    .action(async (flags: PromoteFlags, command: Command) =>
      act(command, async (context) =>
        (await import('./verbs/steer.ts')).steer(context, flags.full ? 'promote-fully' : 'promote', flags),
      ),
    );

  for (const [name, what, example] of PLAIN) {
    verb(program, name, what, [[`glidepath ${name}`, example]])
      .option('-r, --reason <why>', 'why, for the ledger', '')
      .action(async (flags: SteerFlags, command: Command) =>
        act(command, async (context) => (await import('./verbs/steer.ts')).steer(context, name, flags)),
      );
  }

  verb(program, 'rollback', 'go back to an earlier release, from a rollout under way or from the live one', [
    ['glidepath rollback', 'to the release before; the one that is left is blocked here'],
    ['glidepath rollback --to v1.4.1 -r "prices are wrong"', 'to one that "glidepath history" shows'],
  ])
    .option('--to <release>', "a release by its name, its digest or the digest's first 12 digits")
    .option('-r, --reason <why>', 'why, for the ledger', '')
    .action(async (flags: RollbackFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/steer.ts')).rollback(context, flags)),
    );

  verb(program, 'recover', 'take on rollouts whose run has died: go on by plan, or back', [
    ['glidepath recover', 'in all environments of the delivery file'],
    ['glidepath recover -e production', 'in this one'],
  ]).action(async (_: object, command: Command) =>
    act(command, async (context) => (await import('./verbs/recover.ts')).recover(context)),
  );

  verb(program, 'gate', 'ask whether a release may come in now; nothing is changed', [
    ['glidepath gate -e production', 'exit code 0 where all gates are open, 7 where not'],
    ['glidepath gate -e production --wait 2h', 'wait for them to open'],
    [
      "glidepath gate --flag '{ flag: audience, is: everyone }' --only-flags",
      'ask for this flag, and nothing else',
    ],
  ])
    .option('--release <name>', 'what people call the release')
    .option('--commit <commit>', 'the commit that it was made from; else what is checked out')
    .option('--digest <digest>', 'its digest; else what hangs on it is not asked')
    .option(
      '--flag <yaml>',
      'a feature flag to ask for too: its key, or { flag, is, type, unknown }; may be repeated',
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .option('--only-flags', 'ask for nothing but these')
    .option('--override <reason>', 'pass over the gates')
    .option('--wait <duration>', 'how long to wait for them to open', '0s')
    .action(async (flags: GateFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/gate.ts')).gate(context, flags)),
    );

  verb(program, 'block', 'keep new releases out of an environment; a rollout under way goes on', [
    ['glidepath block -e production --reason "load test" --until 2h', 'for two hours'],
    ['glidepath block -e production --reason "incident 4711"', 'until somebody runs "glidepath unblock"'],
  ])
    .requiredOption('-r, --reason <why>', 'why, for whoever is refused')
    .option('--until <when>', 'a length of time such as 2h, or a time such as 2026-12-24T18:00:00Z')
    .action(async (flags: BlockFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/block.ts')).block(context, flags)),
    );

  verb(program, 'unblock', 'let releases into an environment again, or a digest that was found bad', [
    ['glidepath unblock -e production', 'the environment'],
    ['glidepath unblock --digest 5c1e0a2b9d84 -r "was the database"', 'a digest, by 12 digits or more'],
  ])
    .option('--digest <digest>', 'the digest that may come back; else the environment is opened')
    .option('-r, --reason <why>', 'why, for the ledger', '')
    .action(async (flags: UnblockFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/block.ts')).unblock(context, flags)),
    );

  verb(program, 'analyze', 'judge what runs now by its SLOs, for a while, and say; nothing is changed', [
    ['glidepath analyze', 'two looks, one poll apart'],
    ['glidepath analyze -e production --for 10m', 'ten minutes, or until a breach'],
  ])
    .option('--for <duration>', 'how long to watch')
    .action(async (flags: AnalyzeFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/analyze.ts')).analyze(context, flags)),
    );
}

const PLAIN = [
  [
    'pause',
    'hold a rollout at its step; it is still watched',
    'until somebody resumes, promotes or aborts it',
  ],
  ['resume', 'go on with a paused rollout', 'the bake begins again'],
  ['abort', 'give a rollout up; the old release gets all traffic back', 'of the rollout under way'],
] as const;
