/** What to do where the AWS SDK finds no credentials. */
export const MEND_CREDENTIALS =
  'let aws-actions/configure-aws-credentials run before, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
