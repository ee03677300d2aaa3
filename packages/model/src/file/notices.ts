import * as z from 'zod/mini';
import { TOPICS } from '../around.ts';
import type { Channel, Notice, Topic } from '../around.ts';
import { fault, parsed } from '../fault.ts';
import { GRAFANA_EXAMPLE, Grafana, grafanaOf } from './grafana-channel.ts';
import { headers } from './headers.ts';
import { byDefault, docs, mapping, oneOrMore, refuse, written } from './scalars.ts';
import { variable } from './variable.ts';

/** Who is told of a rollout. */

/** Whoever writes a channel's address out is told how to hide it. The address itself is not told. */
function refuseAddress(value: unknown, payload: z.core.ParsePayload, example: string): void {
  const found = fault(
    'cannot stand',
    'whoever knows the address can write there, and a delivery file is public',
    `put it in an environment variable and write its name: { url-env: ${example} }`,
  );
  if (typeof value === 'string') refuse(payload, found);
  else if (typeof value === 'object' && value !== null && 'url' in value) refuse(payload, found, ['url']);
}

const SLACK_VARIABLE = 'SLACK_WEBHOOK_URL';
const SLACK_MEND = `write for example slack: { url-env: ${SLACK_VARIABLE} }`;
const SlackForm = mapping(
  {
    'url-env': variable(
      'Environment variable that holds the address of an incoming webhook.',
      SLACK_VARIABLE,
    ),
  },
  SLACK_MEND,
);

const Slack = z.pipe(
  z.transform((value: z.input<typeof SlackForm>, payload) => {
    refuseAddress(value, payload, SLACK_VARIABLE);
    return value;
  }),
  SlackForm,
);

const HOOK_VARIABLE = 'HOOK_URL';
const WEBHOOK_MEND = `write for example webhook: { url-env: ${HOOK_VARIABLE} }`;
const WebhookForm = mapping(
  {
    'url-env': variable('Environment variable that holds the address.', HOOK_VARIABLE),
    headers: byDefault(
      headers('X-Team', 'checkout', 'sign with secret-env, or put it into the address'),
      {},
      {
        description: 'Headers of every request. No place for secrets: use secret-env.',
        examples: [{ 'X-Team': 'checkout' }],
      },
    ),
    'secret-env': z.optional(
      variable(
        'Environment variable that holds the key which signs the body with HMAC-SHA-256.',
        'HOOK_SECRET',
      ),
    ),
  },
  WEBHOOK_MEND,
);

const Webhook = z.pipe(
  z.transform((value: z.input<typeof WebhookForm>, payload) => {
    refuseAddress(value, payload, HOOK_VARIABLE);
    return value;
  }),
  WebhookForm,
);

const ON_MEND = `write one or more of ${TOPICS.join(', ')}`;
const ENVIRONMENTS_MEND = 'write environments of this file, or leave it out for all';
const NOTICE_MEND = `write for example { slack: { url-env: ${SLACK_VARIABLE} }, on: [breach, end] }`;
const NoticeForm = mapping(
  {
    slack: z.optional(Slack).register(docs, {
      description: 'A channel in Slack, by an incoming webhook.',
      examples: [{ 'url-env': SLACK_VARIABLE }],
    }),
    webhook: z.optional(Webhook).register(docs, {
      description: 'Anything that takes JSON by POST.',
      examples: [{ 'url-env': HOOK_VARIABLE, 'secret-env': 'HOOK_SECRET' }],
    }),
    grafana: z.optional(Grafana).register(docs, {
      description: 'Annotations in Grafana.',
      examples: [GRAFANA_EXAMPLE],
    }),
    on: z.optional(oneOrMore(z.enum(TOPICS), ON_MEND)).register(docs, {
      description:
        'Of what: the start, each other step, a pause, a breach, the end. One or a list. Without it of all in grafana, and of all but step elsewhere.',
      examples: [['breach', 'end']],
    }),
    environments: z
      .optional(oneOrMore(written(parsed, ENVIRONMENTS_MEND), ENVIRONMENTS_MEND))
      .register(docs, {
        description: 'Of which environments, one or a list. Without it of all.',
        examples: ['production'],
      }),
  },
  NOTICE_MEND,
).register(docs, {
  description: 'Exactly one of slack, webhook and grafana, with on and environments beside it.',
  oneOf: [{ required: ['slack'] }, { required: ['webhook'] }, { required: ['grafana'] }],
});

const NoticeDefinition = z.pipe(
  NoticeForm,
  z.transform((form: z.output<typeof NoticeForm>, payload): Notice => {
    const [channel, second] = channelsOf(form);
    if (channel !== undefined && second === undefined)
      return { channel, on: form.on ?? topicsFor(channel), environments: form.environments ?? null };
    // What an unknown key was meant to be is told already.
    if (channel === undefined && payload.issues.length > 0) return z.NEVER;
    const found =
      channel === undefined || second === undefined
        ? fault('names no channel', null, NOTICE_MEND)
        : fault(
            'says two things',
            'each entry has one channel',
            `write ${channel.kind} and ${second.kind} as two entries`,
          );
    refuse(payload, found);
    return z.NEVER;
  }),
);

function channelsOf({ slack, webhook, grafana }: z.output<typeof NoticeForm>): readonly Channel[] {
  return [
    ...(slack === undefined ? [] : [{ kind: 'slack', urlEnv: slack['url-env'] } as const]),
    ...(webhook === undefined ? [] : [webhookOf(webhook)]),
    ...(grafana === undefined ? [] : [grafanaOf(grafana)]),
  ];
}

/** A dashboard has room for every step; people and programs asked for what matters to them. */
function topicsFor({ kind }: Channel): readonly Topic[] {
  switch (kind) {
    case 'grafana':
      return TOPICS;
    case 'slack':
    case 'webhook':
      return TOPICS.filter((topic) => topic !== 'step');
  }
}

function webhookOf(form: z.output<typeof WebhookForm>): Channel {
  return {
    kind: 'webhook',
    urlEnv: form['url-env'],
    headers: form.headers,
    secretEnv: form['secret-env'] ?? null,
  };
}

export const Notices = z.array(NoticeDefinition, {
  error: `write a list, such as [{ slack: { url-env: ${SLACK_VARIABLE} } }]`,
});
