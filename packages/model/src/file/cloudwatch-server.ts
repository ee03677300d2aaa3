import * as z from 'zod/mini';
import type { CloudWatchServer } from '../cloudwatch.ts';
import { fault, faulty, parsed } from '../fault.ts';
import type { Parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { withoutCredentials } from '../text/web-address.ts';
import { awsRegion, roleArn } from './aws.ts';
import { byDefault, docs, duration, mapping, read, refuse } from './scalars.ts';

/** Where CloudWatch is, and what of it is asked. */

const MEND = 'write for example cloudwatch: { region: eu-central-1 }';
const ENDPOINT_MEND =
  'write for example endpoint: https://vpce-0a1b2c.monitoring.eu-central-1.vpce.amazonaws.com';
function parseEndpoint(text: string): Parsed<string> {
  const is = `is ${quote(withoutCredentials(text))}`;
  if (!URL.canParse(text)) return faulty(is, 'no URL can be read from it', ENDPOINT_MEND);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return faulty(is, 'the API is reached by http or https', ENDPOINT_MEND);
  if (url.username !== '' || url.password !== '')
    return faulty('holds credentials', 'a delivery file is public', 'leave out what stands before the @');
  if (url.search !== '' || url.hash !== '' || url.pathname !== '/')
    return faulty(is, 'the API has no path', `write ${quote(url.origin)}`);
  return parsed(url.origin);
}

const ServerForm = mapping(
  {
    region: z.optional(awsRegion()).register(docs, {
      description: 'The region. Without it the one that the AWS SDK finds, in AWS_REGION or the profile.',
      examples: ['eu-central-1'],
    }),
    endpoint: z.optional(read(parseEndpoint, ENDPOINT_MEND)).register(docs, {
      description: "Another address than the region's own, such as that of a VPC endpoint.",
      examples: ['https://vpce-0a1b2c.monitoring.eu-central-1.vpce.amazonaws.com'],
    }),
    role: z.optional(roleArn()).register(docs, {
      description: 'Role to assume with the credentials that are found, such as one of a monitoring account.',
      examples: ['arn:aws:iam::123456789012:role/glidepath'],
    }),
    timeout: byDefault(duration('100ms'), '10s', {
      description:
        'How long an answer may take before a rollout and in check-slos. During one a look takes at most 80 % of analysis.poll, and 1s where that is less.',
    }),
    period: byDefault(duration('1s'), '1m', {
      description:
        'Length of a period: whole minutes, or 1s, 5s, 10s, 20s or 30s where all metrics are high-resolution.',
    }),
    delay: byDefault(duration(), '30s', {
      description:
        'How long after its end a period is first asked for. What comes in later is made up for, for 15 minutes.',
    }),
    'max-age': byDefault(duration('1s'), '5m', {
      description:
        'A release whose newest period with data ended longer ago than this has no data. Longer than period and delay together.',
    }),
  },
  MEND,
);

const SHORT_PERIODS = [1, 5, 10, 20, 30];

export const CloudWatchServerDefinition = z.pipe(
  ServerForm,
  z.transform((form: z.output<typeof ServerForm>, payload): CloudWatchServer => {
    const { 'max-age': maxAge, region = null, endpoint = null, role = null, ...same } = form;
    const seconds = same.period / 1000;
    if (seconds % 60 !== 0 && !SHORT_PERIODS.includes(seconds)) {
      const mend = `write whole minutes, or one of ${SHORT_PERIODS.map((one) => `${one}s`).join(', ')}`;
      refuse(payload, fault('is no period', 'CloudWatch has no such periods', mend), ['period']);
      return z.NEVER;
    }
    if (maxAge <= same.period + same.delay) {
      const why = 'a period is that old before it is asked for: there would never be data';
      refuse(payload, fault('is too short', why, 'write more than period and delay together'), ['max-age']);
      return z.NEVER;
    }
    return { region, endpoint, role, ...same, maxAge };
  }),
);
export type CloudWatchServerText = z.input<typeof CloudWatchServerDefinition>;
