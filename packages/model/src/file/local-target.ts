import * as z from 'zod/mini';
import type { LocalTargetSpec } from '../delivery.ts';
import { faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { parseWorkspacePath, WORKSPACE_PATH } from '../text/workspace-path.ts';
import { argument, command } from './command.ts';
import { byDefault, docs, duration, mapping, read, short, written } from './scalars.ts';
import { VARIABLE } from './variable.ts';

/** The target `local`: processes on one host behind a reverse proxy. */

const MOST_INSTANCES = 64;
const OWN_VARIABLES: readonly string[] = ['PORT', 'HOST'];

function workspacePath(mend: string) {
  return read(parseWorkspacePath, mend);
}

function port(example: number) {
  const mend = `write a port from 1 to 65535, such as ${example}`;
  return z.int({ error: mend }).check(z.minimum(1, { error: mend }), z.maximum(65_535, { error: mend }));
}

const Host = written((text): Parsed<string> => {
  if (/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text) || /^[0-9A-Fa-f.:]*:[0-9A-Fa-f.:]*$/.test(text))
    return parsed(text);
  return faulty(`is ${quote(text)}`, 'neither an address nor a host name', 'write for example 127.0.0.1');
}, 'write an address, such as 127.0.0.1');

const URL_PATH = /^\/[!-~]*$/;
function urlPath() {
  return written((text): Parsed<string> => {
    if (URL_PATH.test(text)) return parsed(text);
    const encoded = encodeURI(`/${text.replace(/^\/+/, '')}`.toWellFormed());
    return faulty(
      `is ${quote(text)}`,
      'a path on a server starts with / and has no spaces',
      `write ${quote(encoded)}`,
    );
  }, 'write a path, such as /healthz').register(docs, {
    description: 'A path on a server.',
    pattern: URL_PATH.source,
  });
}

const HealthForm = mapping(
  {
    path: byDefault(urlPath(), '/', {
      description: 'Path that an instance answers with success once it is ready.',
      examples: ['/healthz'],
    }),
    interval: byDefault(duration('10ms'), '1s', {
      description: 'Time between two probes of an instance.',
    }),
    timeout: byDefault(duration('10ms'), '1s', {
      description: 'How long a probe waits for the answer.',
    }),
    deadline: byDefault(duration('10ms'), '30s', {
      description: 'How long a new instance may take to answer for the first time.',
    }),
  },
  'write a path, such as /healthz, or a mapping with path, interval, timeout and deadline',
);
const Health = z.union([short(urlPath(), (path) => ({ path }), HealthForm), HealthForm], {
  error: 'write a path, such as /healthz, or a mapping with path, interval, timeout and deadline',
});

const Stop = mapping(
  {
    drain: byDefault(duration(), '5m', {
      description: 'How long requests under way may take to end before the instance is stopped.',
    }),
    grace: byDefault(duration(), '10s', {
      description: 'How long an instance may take to stop by itself after SIGTERM, before SIGKILL.',
    }),
  },
  'write for example { drain: 5m, grace: 10s }',
);

const Variable = written((text): Parsed<string> => {
  if (OWN_VARIABLES.includes(text)) {
    return faulty('cannot be set', 'each instance gets its own PORT and HOST', 'leave it out');
  }
  if (VARIABLE.test(text)) return parsed(text);
  return faulty(
    'is no name of a variable',
    'names are letters, digits and _, no digit first',
    'choose another name',
  );
}, 'write a name').register(docs, {
  description: 'Name of a variable; neither PORT nor HOST.',
  pattern: `^(?!(?:${OWN_VARIABLES.join('|')})$)${VARIABLE.source.slice(1)}`,
});

const Env = z.record(Variable, argument('write the value as text, in quotes where it is a number'), {
  error: 'write for example { LOG_LEVEL: info }',
});

const LocalForm = mapping(
  {
    artifact: workspacePath('write what to release, such as artifact: ./dist').register(docs, {
      description:
        'File or folder that is the release, relative to the workspace. Its content is what the digest names.',
      examples: ['./dist'],
      pattern: WORKSPACE_PATH.source,
    }),
    command: command('[node, server.js]').register(docs, {
      description:
        "Program and arguments, started without a shell inside the artifact's folder. PORT and HOST, where it must listen, are in its environment.",
      examples: [['node', 'server.js']],
      minItems: 1,
    }),
    instances: byDefault(
      z
        .int({ error: `write a whole number from 1 to ${MOST_INSTANCES}` })
        .check(
          z.minimum(1, { error: `write a whole number from 1 to ${MOST_INSTANCES}` }),
          z.maximum(MOST_INSTANCES, { error: `write a whole number from 1 to ${MOST_INSTANCES}` }),
        ),
      2,
      { description: 'How many processes serve each release.' },
    ),
    host: byDefault(Host, '127.0.0.1', {
      description: 'Address where the reverse proxy listens.',
      examples: ['0.0.0.0'],
    }),
    port: port(8080).register(docs, {
      description: 'Port where the reverse proxy listens.',
      examples: [8080],
    }),
    'metrics-port': z.optional(port(9464)).register(docs, {
      description:
        'Port where the counters are exposed as Prometheus text, on the same address. Without it they are not exposed.',
      examples: [9464],
    }),
    health: byDefault(
      Health,
      {},
      {
        description: 'How an instance is found to be ready. Short form: the path.',
        examples: ['/healthz'],
      },
    ),
    stop: byDefault(Stop, {}, { description: 'How an instance is taken away.' }),
    env: byDefault(
      Env,
      {},
      {
        description:
          'Environment variables of each instance. PORT and HOST are set already. No place for secrets: use env-file.',
        examples: [{ LOG_LEVEL: 'info' }],
      },
    ),
    'env-file': z.optional(workspacePath('write a path, such as .env')).register(docs, {
      description: 'File of NAME=value lines, relative to the workspace, read when the release is staged.',
      examples: ['.env'],
      pattern: WORKSPACE_PATH.source,
    }),
  },
  'write for example { artifact: ./dist, command: [node, server.js], port: 8080 }',
);

export const LocalTarget = z.pipe(
  LocalForm,
  z.transform(
    ({
      'metrics-port': metricsPort,
      'env-file': envFile,
      ...same
    }: z.output<typeof LocalForm>): LocalTargetSpec => ({
      kind: 'local',
      ...same,
      metricsPort: metricsPort ?? null,
      envFile: envFile ?? null,
    }),
  ),
);
