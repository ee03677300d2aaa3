import * as z from 'zod/mini';
import type { Channel } from '../around.ts';
import { fault, faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { parseBaseUrl } from '../text/base-url.ts';
import { quote } from '../text/quote.ts';
import { docs, mapping, oneOrMore, read, refuse, written } from './scalars.ts';
import { variable } from './variable.ts';

/** Annotations in Grafana: where it is, how to get in, and where they show. */

export const GRAFANA_EXAMPLE = { url: 'https://grafana.example.com', 'token-env': 'GRAFANA_TOKEN' };
const MEND = 'write for example grafana: { url: https://grafana.example.com, token-env: GRAFANA_TOKEN }';

const URL_MEND = 'write for example url: https://grafana.example.com';
function parseUrl(text: string): Parsed<string> {
  const base = parseBaseUrl(URL_MEND, "write token-env, the variable of a service account's token")(text);
  if (!base.ok) return base;
  const above = /^(.*)\/api(?:\/annotations)?$/.exec(base.value)?.[1];
  if (above !== undefined)
    return faulty(`is ${quote(base.value)}`, '/api is added to it', `write ${quote(above)}`);
  return base;
}

/** As Grafana checks them when a dashboard is saved. */
const UID = /^[A-Za-z0-9_-]{1,40}$/;
const UID_MEND = "write the dashboard's UID, which stands in its address behind /d/, such as glidepath-3f2a";

const TAG = /^[A-Za-z0-9][A-Za-z0-9_.:/@-]{0,49}$/;
const TAG_RULE = 'a tag is 1 to 50 of letters, digits and _ . : / @ -, and begins with a letter or digit';
const TAGS_MEND = 'write for example tags: [team-shop]';
function parseTag(text: string): Parsed<string> {
  if (!TAG.test(text)) return faulty(`is ${quote(text)}`, TAG_RULE, TAGS_MEND);
  const [key = '', ...values] = text.split(':');
  if (values.length > 1)
    return faulty(
      `is ${quote(text)}`,
      'Grafana drops what stands behind a second colon',
      `write ${quote(`${key}:${values.join('_')}`)}`,
    );
  return key === 'glidepath'
    ? faulty(`is ${quote(text)}`, 'every annotation has the tag glidepath already', 'remove it')
    : parsed(text);
}
/** Grafana refuses annotations whose tags are longer than 500 in all; the rest is for those that are always there. */
const MOST_TAGS = 150;

const GrafanaForm = mapping(
  {
    url: read(parseUrl, URL_MEND).register(docs, {
      description: "Grafana's address, as a browser has it for the start page.",
      examples: [GRAFANA_EXAMPLE.url],
    }),
    'token-env': variable(
      "Environment variable that holds a service account's token.",
      GRAFANA_EXAMPLE['token-env'],
    ),
    dashboard: z
      .optional(
        written(
          (text) =>
            UID.test(text)
              ? parsed(text)
              : faulty(`is ${quote(text)}`, 'no UID of a dashboard is written so', UID_MEND),
          UID_MEND,
        ),
      )
      .register(docs, {
        description:
          'UID of the only dashboard that shows them. Without it every dashboard that asks for their tags.',
        pattern: UID.source,
        examples: ['glidepath-3f2a'],
      }),
    tags: z.optional(oneOrMore(written(parseTag, TAGS_MEND), TAGS_MEND)).register(docs, {
      description: `Tags beside glidepath, service:..., environment:... and release:...; one or a list, at most ${MOST_TAGS} characters in all.`,
      examples: [['team-shop']],
    }),
  },
  MEND,
);

/** Text in its place may be the token itself, and is not told. */
const NoText = z.transform((value: z.input<typeof GrafanaForm>, payload) => {
  if (typeof value === 'string')
    refuse(payload, fault('cannot stand', 'it needs an address and a token', MEND));
  return value;
});

export const Grafana = z.pipe(
  z.pipe(NoText, GrafanaForm),
  z.transform((form: z.output<typeof GrafanaForm>, payload) => {
    // Quotes and commas count too.
    const length = (form.tags ?? []).reduce((sum, tag) => sum + tag.length + 3, 0);
    if (length > MOST_TAGS) {
      const found = fault(
        'is too long',
        `Grafana takes 500 characters of tags, and ${MOST_TAGS} are left for these`,
        'write fewer or shorter tags',
      );
      refuse(payload, found, ['tags']);
    }
    return form;
  }),
);

export function grafanaOf(form: z.output<typeof Grafana>): Channel {
  return {
    kind: 'grafana',
    url: form.url,
    tokenEnv: form['token-env'],
    dashboard: form.dashboard ?? null,
    tags: form.tags ?? [],
  };
}
