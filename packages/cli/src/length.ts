import { parseDuration, type Millis } from '@glidepath/model';
import { UserError } from '@glidepath/verbs/user-error';

/** @throws UserError where a flag is no length of time */
export function lengthOf(flag: string, text: string): Millis {
  const length = parseDuration(text);
  if (length.ok) return length.value;
  throw new UserError(
    `${flag} is ${JSON.stringify(text)}, which is no length of time; write one such as 90s, 30m or 2h`,
  );
}
