import { Command, CommanderError, Option } from 'commander';
import { positiveInteger, positiveNumber, verb, wholeNumber, type Act } from './command.ts';
import { contextOf, type GlobalFlags, type Outside } from './context.ts';
import { addSteering } from './steering.ts';
import type { BuildFlags } from './verbs/build.ts';
import type { DeployFlags } from './verbs/deploy.ts';
import type { HistoryFlags } from './verbs/history.ts';
import type { InitFlags } from './verbs/init.ts';
import type { PlanFlags } from './verbs/plan.ts';
import type { ReplayFlags } from './verbs/replay.ts';
import type { SimulateFlags } from './verbs/simulate.ts';
import type { StatusFlags } from './verbs/status.ts';

const BAD_USAGE = 2;

/** Does what the arguments ask and tells the exit code. Never throws, never exits. */
export async function run(argv: readonly string[], outside: Outside): Promise<number> {
  let exitCode = 0;
  const program = buildProgram(async (command, work) => {
    const context = contextOf(command.optsWithGlobals<GlobalFlags>(), outside);
    try {
      exitCode = await work(context);
    } catch (error) {
      const { reportFailure } = await import('./report-failure.ts');
      exitCode = reportFailure(error, context, command.name(), outside.env);
    }
  }, outside);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : BAD_USAGE;
  }
  return exitCode;
}

/** `glidepath` and its verbs. Each verb's code is loaded when it runs, and not before. */
export function buildProgram(act: Act, { stdout, stderr }: Pick<Outside, 'stdout' | 'stderr'>): Command {
  const program = new Command('glidepath')
    .description(
      'Progressive delivery: a release moves to full traffic in steps, each judged on live SLOs, and goes back by itself.',
    )
    .version(process.env.GLIDEPATH_VERSION ?? 'unbuilt', '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [verb]', 'show the help of a verb')
    .option('-C, --directory <folder>', 'work in this folder; paths are relative to it', '.')
    .option('--file <path>', 'the delivery file', '.github/delivery.yml')
    .option('-e, --environment <name>', 'the environment; not needed where there is only one')
    .option(
      '--repo <owner/name>',
      'keep the ledger in this repository on GitHub, with the token in GH_TOKEN or GITHUB_TOKEN',
    )
    .option('--json', 'one line of JSON on stdout, and nothing else there')
    .option('--no-color', 'no colours (NO_COLOR and FORCE_COLOR are heeded too)')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
    .showHelpAfterError('("glidepath --help" shows what there is)')
    .exitOverride()
    .addHelpText('after', EXIT_CODES_TEXT);

  verb(program, 'init', 'look at the repository; write a first delivery file and a workflow', [
    ['glidepath init', 'write .github/delivery.yml, its schema and a workflow'],
    ['glidepath init -e staging --force', 'begin with staging; write over what is there'],
    [
      'glidepath init --workload shop/checkout --prometheus http://prometheus:9090',
      'for what is in the cluster of the current context, with the SLOs that are found',
    ],
  ])
    .option('--force', 'write over files that are there')
    .option(
      '--context <name>',
      'look in the cluster of this context; else of the current one, if there is one',
    )
    .option('--workload <namespace/name>', 'the Deployment or Rollout that this repository is released to')
    .option(
      '--prometheus <url>',
      'where its SLOs are measured; GLIDEPATH_PROMETHEUS_TOKEN where a token is needed',
    )
    .option('--no-cluster', 'look at the repository alone')
    .action(async (flags: InitFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/init.ts')).init(context, flags)),
    );

  verb(program, 'validate', 'check the delivery file; tell everything that is wrong with it', [
    ['glidepath validate', 'exit code 0 where it is sound, 2 where not'],
    ['glidepath validate --file deploy/delivery.yml --json', 'for a program to read'],
  ]).action(async (_: object, command: Command) =>
    act(command, async (context) => (await import('./verbs/validate.ts')).validate(context)),
  );

  verb(program, 'plan', 'show what a delivery will do, with every default; nothing is changed', [
    ['glidepath plan', 'all environments'],
    ['glidepath plan -e production --rps 50', 'and how long each bake needs at 50 requests a second'],
    ['glidepath plan --rps 50 --base-rate 0.5%', 'where 0.5 % of the requests fail today'],
    ['glidepath plan --digest sha256:...', 'and what this release would change in a cluster, tried there'],
    ['glidepath plan --offline', 'without a look at the cluster and at the flags that the file names'],
  ])
    .option('--rps <number>', 'requests a second to the service, for a forecast', positiveNumber)
    .option('--base-rate <percent>', "requests that fail today; else half of each SLO's error budget")
    .option('--digest <digest>', 'the release, for what would change in the target')
    .option('--offline', 'ask neither the target nor a provider of feature flags')
    .action(async (flags: PlanFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/plan.ts')).plan(context, flags)),
    );

  verb(
    program,
    'simulate',
    'run thousands of rollouts of the plan and tell how they end; nothing is changed',
    [
      ['glidepath simulate --rps 50', 'where half of each error budget is spent today'],
      ['glidepath simulate -e production --counters traffic.csv --report page.html', 'by recorded traffic'],
      [
        `glidepath simulate --prometheus http://localhost:9090 --query-total http_requests_total --query-bad 'http_requests_total{code=~"5.."}'`,
        'by the last day of a Prometheus',
      ],
    ],
  )
    .option('--rps <number>', 'requests a second to the service', positiveNumber)
    .option('--counters <file>', 'or a CSV file of its requests: time,total,bad and, of several SLOs, sli')
    .option(
      '--counts <how>',
      'since-last (requests of each row; the default) or since-start (counters that only grow)',
    )
    .option('--prometheus <url>', 'or a Prometheus, by the two queries below')
    .option('--query-total <query>', 'counters of all requests, without rate()')
    .option('--query-bad <query>', 'counters of the bad ones')
    .option('--since <duration>', 'how far back (default: "1d")')
    .option('--from <time>', 'from when on, instead of --since')
    .option('--to <time>', 'until when (default: now)')
    .option('--step <duration>', 'how fine (default: "1m")')
    .option('--base-rate <percent>', "requests that fail today; else half of each SLO's error budget")
    .option(
      '--rollouts <count>',
      'rollouts of each release: healthy, and 2, 5 and 10 times as bad',
      positiveInteger,
      10_000,
    )
    .option('--seed <number>', 'the same seed gives the same figures', wholeNumber, 1)
    .option('--report <file>', 'write a page with the plots as one HTML file')
    .option('--markdown <file>', "write a section for a pull request's comment")
    .action(async (flags: SimulateFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/simulate.ts')).simulate(context, flags)),
    );

  verb(program, 'replay', 'judge recorded counters again, look by look, to explain or tune a verdict', [
    ['glidepath replay run.csv', 'what "glidepath deploy --record run.csv" wrote, as it was judged'],
    ['glidepath replay run.csv --alpha 5%', 'with another setting beside it'],
    [
      'glidepath replay run.csv --file .github/delivery.yml -e production',
      'by the delivery file as it is now',
    ],
  ])
    .argument(
      '[file]',
      'a recording, or a CSV file of counters: time,release,bad,total and, of several SLOs, sli',
    )
    .option(
      '--counts <how>',
      'since-start (counters that only grow; the default) or since-last (requests of each row)',
    )
    .option('--prometheus <url>', 'or a Prometheus, by the queries below')
    .option('--query-total <query>', 'counters of all requests, without rate()')
    .option('--query-bad <query>', 'counters of the bad ones')
    .option('--split <label>', 'the label that tells the releases apart')
    .option('--candidate <value>', "its value for the candidate's series")
    .option('--stable <value>', "its value for the stable release's series")
    .option('--sli <name>', 'the SLO that they are of; not needed where there is only one')
    .option('--since <duration>', 'how far back (default: "1h")')
    .option('--from <time>', 'from when on, instead of --since')
    .option('--to <time>', 'until when (default: now)')
    .option('--step <duration>', 'time between two looks (default: "5s")')
    .option('--alpha <percent>', 'another chance of a false rollback')
    .option('--beta <percent>', 'another chance of passing a bad release')
    .option('--warm-up <duration>', 'another warm-up')
    .option(
      '--rollback-margin <margin>',
      'another margin, such as 1.1+5%: times the stable rate, share of the budget',
    )
    .option('--promotion-margin <margin>', 'the same for promotion')
    .option('--report <file>', 'write the evidence as one HTML file')
    .action(async (file: string | undefined, flags: ReplayFlags, command: Command) => {
      const given = ['file', 'environment'].some((name) => program.getOptionValueSource(name) === 'cli');
      await act(command, async (context) =>
        (await import('./verbs/replay.ts')).replay(context, file, flags, given),
      );
    });

  verb(program, 'check-slos', 'ask every source of SLOs what a rollout will ask it; nothing is changed', [
    ['glidepath check-slos', 'exit code 0 where every SLO can be measured, 1 where not'],
    ['glidepath check-slos -e production --json', 'for a program to read'],
  ]).action(async (_: object, command: Command) =>
    act(command, async (context) => (await import('./verbs/check-slos.ts')).checkSlos(context)),
  );

  verb(program, 'dashboard', 'write a Grafana dashboard for the rollouts in an environment', [
    ['glidepath dashboard -e production > rollouts.json', 'import it as it is: Dashboards, New, Import'],
  ]).action(async (_: object, command: Command) =>
    act(command, async (context) => (await import('./verbs/dashboard.ts')).dashboard(context)),
  );

  verb(program, 'build', 'build the release once, push it, and name it by its digest', [
    ['glidepath build', 'the only build of the delivery file; not again where its inputs are the same'],
    ['glidepath build site --tag v1.4.2', 'one of several, under a tag of your own'],
    ['glidepath build --no-push', 'only see whether it can be built'],
  ])
    .argument('[build]', 'which build of the delivery file; not needed where there is only one')
    .option('--tag <tag>', 'under which tag people find it; else what git calls the commit')
    .option('--commit <commit>', 'the commit that it is made from; else what is checked out')
    .option('--builder <name>', 'auto, buildx, buildah or podman', 'auto')
    .option('--no-push', 'push nothing')
    .action(async (name: string | undefined, flags: BuildFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/build.ts')).build(context, name, flags)),
    );

  verb(program, 'deploy', 'deliver a release, and stay until it is decided', [
    ['glidepath deploy', 'the only environment, the artifact of the delivery file'],
    ['glidepath deploy -e production --artifact ./dist --release v1.4.2', 'name them'],
    ['glidepath deploy -e production --from staging', 'the very release that is live in staging'],
    ['glidepath deploy --image ghcr.io/acme/checkout:v1.4.2', 'what was built and pushed'],
    ['glidepath deploy --report report.html', 'and write charts of all that was seen'],
    [
      'glidepath deploy --override "mends the outage"',
      'pass over freezes and blocks; the reason is recorded',
    ],
  ])
    .option('--artifact <path>', 'what to release, instead of what the delivery file says')
    .option('--from <environment>', 'the release that is live there')
    .option('--digest <digest>', 'exactly this digest')
    .option('--image <image>', 'repository:tag, which is looked up once, or repository@digest')
    .option(
      '--release <name>',
      'what people call it, or the release document of a build; else the nearest tag, or the short commit',
    )
    .option('--commit <commit>', 'the commit it was made from; else what is checked out')
    .option('--override <reason>', 'pass over gates and blocks')
    .option('--report <file>', 'write a report as one HTML file')
    .option('--record <file>', 'write all that was judged as CSV, for "glidepath replay"')
    .action(async (flags: DeployFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/deploy.ts')).deploy(context, flags)),
    );

  verb(program, 'status', 'show what is live, what is under way, who holds it and what to do next', [
    ['glidepath status', 'look; nothing is changed'],
    ['glidepath status --finish', 'take over a rollout that nobody conducts any more, to its end'],
  ])
    .option('--finish', 'conduct a rollout that was left unfinished to its end')
    .action(async (flags: StatusFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/status.ts')).status(context, flags)),
    );

  verb(program, 'history', 'show what was delivered: decisions, reasons, who, when', [
    ['glidepath history -n 3', 'the last three rollouts'],
    ['glidepath history --entries', "every entry of the ledger, as 'git log' has them"],
    ['glidepath history --dora --since 30d', 'how often, how fast and how well, in every environment'],
  ])
    .option('-n, --limit <count>', 'how many, the newest first', positiveInteger, 10)
    .option('--entries', 'every entry of the ledger instead of the rollouts')
    .addOption(
      new Option(
        '--dora',
        "DORA's four keys instead: frequency, lead time, failure rate, time to restore",
      ).conflicts(['entries', 'limit']),
    )
    .addOption(
      new Option('--since <duration>', 'how far back --dora goes (default: "90d")')
        .implies({ dora: true })
        .conflicts(['entries', 'limit']),
    )
    .action(async (flags: HistoryFlags, command: Command) =>
      act(command, async (context) => (await import('./verbs/history.ts')).history(context, flags)),
    );

  addSteering(program, act);

  verb(program, 'stop', 'stop what serves in an environment, after the requests under way', [
    ['glidepath stop -e staging', 'the next delivery starts it again'],
  ]).action(async (_: object, command: Command) =>
    act(command, async (context) => (await import('./verbs/stop.ts')).stop(context)),
  );
  return program;
}

const EXIT_CODES_TEXT = `
Exit codes:
  0 done, promoted   1 failed       2 bad input    3 rolled back
  4 aborted          5 superseded   6 paused       7 rejected: nothing was changed`;
