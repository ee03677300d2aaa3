import * as z from 'zod/mini';
import { RegistryError } from '../registry-error.ts';
import { bytesOf } from './body.ts';
import type { Connection } from './connection.ts';
import type { Answer } from './exchange.ts';
import { mendLogin } from './tokens.ts';

const LARGEST = 64 * 1024;
const NO_ROOM = /no space left|disk (?:is )?full|quota|insufficient storage|storage limit/i;

const errorsSchema = z.object({
  errors: z
    .array(
      z.object({
        code: z.optional(z.string()),
        message: z.optional(z.string()),
        detail: z.optional(z.unknown()),
      }),
    )
    .check(z.minLength(1)),
});

/** What an answer that is no success means. Reads its body. @param doing `push its manifest` */
export async function troubleOf(
  answer: Answer,
  connection: Connection,
  doing: string,
): Promise<RegistryError> {
  const said = answer.method === 'HEAD' ? '' : await sayingOf(answer);
  const { status } = answer;
  const quote = said === '' ? '' : `: ${connection.shown(said)}`;
  const what = (verb: string): string =>
    `the registry of ${connection.place} ${verb} to ${doing} (${status}${quote})`;
  if (status === 507 || (status >= 400 && NO_ROOM.test(said)))
    return new RegistryError(
      'full',
      what('has no room'),
      'delete old images, or have its quota or disk made larger',
    );
  switch (status) {
    case 401:
    case 403:
      return new RegistryError('refused', what('refused'), mendLogin(connection.name.registry));
    case 404:
      return new RegistryError(
        'not-found',
        what('found nothing'),
        'check the name, the tag and your rights: some answer so to strangers',
      );
    case 413:
      return new RegistryError(
        'too-large',
        what('found it too large'),
        'raise the limit of the registry or of the proxy before it',
      );
    case 429:
      return new RegistryError(
        'throttled',
        what('was asked too often'),
        'wait, or log in for a higher limit',
      );
    default:
      return status >= 500
        ? new RegistryError('unreachable', what('was not able'), 'try again later')
        : new RegistryError(
            'broken',
            what('gave no proper answer when asked'),
            'check that it is a registry of the OCI',
          );
  }
}

/** The errors as the specification has them, or the body as it is. */
async function sayingOf(answer: Answer): Promise<string> {
  const text = await bytesOf(answer, LARGEST, 'the answer').then(
    (bytes) => bytes.toString('utf8'),
    () => '',
  );
  const parsed = errorsSchema.safeParse(jsonOf(text));
  if (!parsed.success) return /^\s*</.test(text) ? '' : text.trim();
  return parsed.data.errors
    .map(({ code = '', message = '', detail }) => `${code} ${message} ${detailOf(detail)}`.trim())
    .join(', ');
}

function detailOf(detail: unknown): string {
  return detail === undefined || detail === null ? '' : JSON.stringify(detail);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
