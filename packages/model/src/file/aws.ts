import * as z from 'zod/mini';
import { faulty, parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { byDefault, docs, mapping, short, written } from './scalars.ts';

/** What names things at AWS. */

const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d{1,2}$/;
const REGION_MEND = 'write a region, such as eu-central-1';
export function awsRegion() {
  return written(
    (text) =>
      REGION.test(text) ? parsed(text) : faulty(`is ${quote(text)}`, 'no name of a region', REGION_MEND),
    REGION_MEND,
  ).register(docs, { description: 'A region of AWS.', pattern: REGION.source, examples: ['eu-central-1'] });
}

const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const ROLE_MEND = 'write for example arn:aws:iam::123456789012:role/glidepath';
export function roleArn() {
  return written(
    (text) => (ROLE.test(text) ? parsed(text) : faulty(`is ${quote(text)}`, 'no ARN of a role', ROLE_MEND)),
    ROLE_MEND,
  ).register(docs, {
    description: 'ARN of a role to assume.',
    pattern: ROLE.source,
    examples: ['arn:aws:iam::123456789012:role/glidepath'],
  });
}

const SIGV4_MEND = 'write for example sigv4: eu-central-1';
/** How requests are signed. Short form: the region; the service is then the one that is named here. */
export function sigV4(service: string) {
  const long = mapping(
    {
      region: awsRegion().register(docs, {
        description: 'The region of what is asked.',
        examples: ['eu-central-1'],
      }),
      service: byDefault(
        written(
          (text) =>
            /^[a-z][a-z0-9-]{0,62}$/.test(text)
              ? parsed(text)
              : faulty(`is ${quote(text)}`, 'no service of AWS is called so', `write for example ${service}`),
          `write the name of a service, such as ${service}`,
        ),
        service,
        { description: "The service's name in signatures." },
      ),
      role: z.optional(roleArn()).register(docs, {
        description: 'Role to assume with the credentials that are found.',
        examples: ['arn:aws:iam::123456789012:role/glidepath'],
      }),
    },
    SIGV4_MEND,
  );
  return z.union([short(awsRegion(), (region) => ({ region }), long), long], { error: SIGV4_MEND });
}
