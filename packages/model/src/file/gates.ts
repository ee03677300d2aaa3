import * as z from 'zod/mini';
import type { FreezeGate, Gate } from '../delivery.ts';
import { fault, faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { parseDatedWindow, DATED } from '../text/dated-window.ts';
import { FREEZE_WINDOW, parseFreezeWindow } from '../text/freeze-window.ts';
import { parseLine } from '../text/line.ts';
import { ACCOUNT } from '../text/person.ts';
import { quote } from '../text/quote.ts';
import { flagGate, flagKey, flagKeys } from './flag-gate.ts';
import { docs, mapping, oneOrMore, read, refuse, short, written } from './scalars.ts';

/** What must hold before a release may come in. */

const WEEKLY_EXAMPLE = 'Fri 16:00 - Mon 07:00 Europe/Berlin';
const DATED_EXAMPLE = '2026-12-23 18:00 - 2027-01-04 07:00 Europe/Berlin';
const EXCEPTION_EXAMPLE = '2026-12-28 09:00 - 2026-12-28 12:00 Europe/Berlin';

const WINDOW_MEND = `write for example "${WEEKLY_EXAMPLE}" or "${DATED_EXAMPLE}"`;
const WINDOW_DOC = {
  description:
    "A window on a time zone's clock. Every week: day and time, -, day and time, IANA time zone. Once: the same with dates in place of days.",
  examples: [WEEKLY_EXAMPLE, DATED_EXAMPLE],
  pattern: FREEZE_WINDOW.source,
};

const EXCEPT_MEND = `write for example except: "${EXCEPTION_EXAMPLE}", or leave it out`;
const Except = z.pipe(
  oneOrMore(
    written(parseDatedWindow, EXCEPT_MEND).register(docs, {
      description: 'A window with dates.',
      pattern: DATED.source,
    }),
    EXCEPT_MEND,
  ),
  z.transform((texts: string[]) =>
    texts.flatMap((text) => {
      const window = parseDatedWindow(text);
      return window.ok ? [window.value] : [];
    }),
  ),
);

const FREEZE_MEND = `write a window, such as "${WEEKLY_EXAMPLE}", or { window: ..., except: ..., reason: ... }`;
const FreezeForm = mapping(
  {
    window: read(parseFreezeWindow, WINDOW_MEND).register(docs, WINDOW_DOC),
    except: z.optional(Except).register(docs, {
      description:
        'Inside of these windows, one or a list, a rollout may start all the same. With dates only.',
      examples: [EXCEPTION_EXAMPLE],
    }),
    reason: z
      .optional(written(parseLine(200, "write why, such as year's end"), 'write why, as text'))
      .register(docs, {
        description: 'Why; told to whoever is refused.',
        examples: ["year's end"],
      }),
  },
  FREEZE_MEND,
);
const FreezeLong = z.pipe(
  FreezeForm,
  z.transform(({ window, except, reason }: z.output<typeof FreezeForm>): FreezeGate => ({
    kind: 'freeze',
    window,
    except: except ?? [],
    reason: reason ?? null,
  })),
);
const Freeze = z.union(
  [
    short(
      written(parseFreezeWindow, WINDOW_MEND).register(docs, WINDOW_DOC),
      (window) => ({ window }),
      FreezeLong,
    ),
    FreezeLong,
  ],
  { error: FREEZE_MEND },
);

const CHECKS_MEND = 'write the names of checks, such as [ci / test, security]';
const Checks = oneOrMore(
  written(parseLine(255, 'write the name of a check'), 'write the name of a check, as text'),
  CHECKS_MEND,
);

const REPOSITORY = new RegExp(String.raw`^${ACCOUNT}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$`);
function parseRepository(text: string): Parsed<string> {
  return REPOSITORY.test(text)
    ? parsed(text)
    : faulty(
        `is ${quote(text)}`,
        'a repository is its owner, / and its name',
        'write for example acme/payments',
      );
}

const DEPLOYED_MEND =
  'write an environment, such as staging, or { environment: production, repository: acme/payments }';
function deployedEnvironment() {
  return written(parseLine(255, DEPLOYED_MEND), DEPLOYED_MEND).register(docs, {
    description: "The environment, as GitHub's deployments name it.",
    examples: ['staging'],
  });
}
const DeployedForm = mapping(
  {
    environment: deployedEnvironment(),
    repository: z
      .optional(written(parseRepository, 'write owner/name, such as acme/payments'))
      .register(docs, {
        description: 'Where it was deployed, as owner/name. Without it this repository.',
        examples: ['acme/payments'],
        pattern: REPOSITORY.source,
      }),
  },
  DEPLOYED_MEND,
);
const Deployed = z.union(
  [short(deployedEnvironment(), (environment) => ({ environment }), DeployedForm), DeployedForm],
  {
    error: DEPLOYED_MEND,
  },
);

const KINDS = ['freeze', 'checks', 'deployed', 'flag'] as const;
const OF_FLAGS = ['is', 'then', 'unknown'] as const;
const GATE_MEND = `write for example { freeze: "${WEEKLY_EXAMPLE}" }, { checks: [ci / test] }, { deployed: staging } or { flag: checkout-release }`;
const GateForm = mapping(
  {
    freeze: z.optional(Freeze).register(docs, {
      description:
        'No rollout starts inside this window, which comes back every week or has dates. Short form: the window.',
      examples: [WEEKLY_EXAMPLE, { window: DATED_EXAMPLE, except: EXCEPTION_EXAMPLE, reason: "year's end" }],
    }),
    checks: z.optional(Checks).register(docs, {
      description:
        "These checks must have succeeded on the release's commit. One or a list, by the names that GitHub shows.",
      examples: [['ci / test', 'security']],
    }),
    deployed: z.optional(Deployed).register(docs, {
      description:
        "A deployment that must have succeeded before: here of the release's commit, in another repository the newest one. Short form: the environment.",
      examples: ['staging', { environment: 'production', repository: 'acme/payments' }],
    }),
    flag: z.optional(flagKey()),
    ...flagKeys,
  },
  GATE_MEND,
).register(docs, {
  description:
    'Exactly one of freeze, checks, deployed and flag. Beside flag may stand is, then and unknown.',
  oneOf: KINDS.map((kind) => ({
    required: [kind],
    ...(kind === 'flag' ? {} : { not: { anyOf: OF_FLAGS.map((key) => ({ required: [key] })) } }),
  })),
});

const GateDefinition = z.pipe(
  GateForm,
  z.transform((form: z.output<typeof GateForm>, payload): Gate => {
    const [kind, second] = KINDS.filter((name) => form[name] !== undefined);
    if (second !== undefined) {
      const mend = `write it as an entry of its own: - ${second}: ...`;
      refuse(payload, fault(`stands beside ${kind}`, 'each gate says one thing', mend), [second]);
      return z.NEVER;
    }
    const { freeze, checks, deployed, flag, ...more } = form;
    if (flag !== undefined) return flagGate({ flag, ...more });
    const idle = OF_FLAGS.find((key) => more[key] !== undefined);
    if (kind !== undefined && idle !== undefined) {
      const mend = `remove it, or write it beside a flag: - { flag: ..., ${idle}: ... }`;
      refuse(payload, fault(`stands beside ${kind}`, 'it says something of a flag', mend), [idle]);
      return z.NEVER;
    }
    if (freeze !== undefined) return freeze;
    if (checks !== undefined) return { kind: 'checks', names: checks };
    if (deployed !== undefined)
      return { kind: 'deployed', environment: deployed.environment, repository: deployed.repository ?? null };
    // What an unknown key was meant to be is told already.
    if (payload.issues.length === 0)
      refuse(payload, fault('is empty', 'a gate says what must hold', GATE_MEND));
    return z.NEVER;
  }),
);

export const Gates = z.array(GateDefinition, {
  error: `write a list, such as [{ freeze: "${WEEKLY_EXAMPLE}" }]`,
});
