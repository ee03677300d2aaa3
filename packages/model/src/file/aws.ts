import { faulty, parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { docs, written } from './scalars.ts';

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
