import { shown } from '@glidepath/model';
import { TargetError } from '@glidepath/conductor';
import * as z from 'zod/mini';
import { KubeError } from './api.ts';

/** What an API server says of a request that it did not do. */
const status = z.object({
  message: z.optional(z.string()),
  reason: z.optional(z.string()),
  details: z.optional(
    z.object({
      causes: z.optional(
        z.array(
          z.object({
            reason: z.optional(z.string()),
            message: z.optional(z.string()),
            field: z.optional(z.string()),
          }),
        ),
      ),
    }),
  ),
});

export interface Asked {
  readonly path: string;
}

/** Where messages say that it was. */
export interface Where {
  readonly server: string;
  readonly context: string;
  /** As the delivery file calls it. */
  readonly engine: string;
}

/** What went wrong with a request, where, and how to mend it. No credentials are in it. */
export function refusal(asked: Asked, code: number, body: string, where: Where): KubeError {
  const said = read(body);
  const words = shown(said.message ?? body);
  const what = whatOf(asked.path);
  // A policy forbids by 403 too, and names no verb.
  const denied = /cannot (\w+) resource/.exec(words)?.[1];
  const error = (message: string, final: boolean) => new KubeError(message, final, code, said.reason ?? '');
  switch (code) {
    case 401:
      return error(
        `The API server ${where.server} does not accept the login of the context ${JSON.stringify(where.context)} (401): it has expired or is wrong. Log in again before this step, or give the kubeconfig's user another token.`,
        true,
      );
    case 403:
      return error(
        denied !== undefined
          ? `${words}. Add to the Role in the namespace ${what.namespace}: ${ruleOf(asked, denied)}`
          : `The cluster forbids to write ${what.text}: ${words}`,
        true,
      );
    case 404:
      return error(
        /namespaces? "[^"]*" not found/.test(words)
          ? `There is no namespace ${what.namespace} in the cluster of the context ${JSON.stringify(where.context)}; correct target.${where.engine}.namespace or its context.`
          : `There is no ${what.text} in the cluster of the context ${JSON.stringify(where.context)} (${words}); correct target.${where.engine}, or install what serves it.`,
        true,
      );
    case 409: {
      const holders = (said.details?.causes ?? [])
        .filter(({ reason }) => reason === 'FieldManagerConflict')
        .map(({ message, field }) => shown(`${message ?? ''} ${field ?? ''}`));
      // Fields that somebody else holds are still theirs at the next attempt.
      return holders.length > 0
        ? error(`${what.text} is held by others: ${holders.join('; ')}. Let one of both have it.`, true)
        : error(`Somebody else changed ${what.text} at the same time (${words}).`, false);
    }
    case 410:
      return error(`The API server no longer knows that version of ${what.text}.`, false);
    case 429:
      return error(`The API server ${where.server} is too busy: ${words}. It will be asked again.`, false);
    case 400:
    case 422:
      return error(
        `The cluster refuses what was to become of ${what.text}: ${words}. ${mendOf(words)}`,
        true,
      );
  }
  return code >= 500
    ? error(`The API server ${where.server} answered ${code}: ${words}. It will be asked again.`, false)
    : error(`The API server ${where.server} answered ${code} to ${what.text}: ${words}.`, true);
}

export function unreachable(why: string, where: Where): TargetError {
  return new TargetError(
    `The API server ${where.server} of the context ${JSON.stringify(where.context)} can't be reached (${shown(why)}). Check the network from here to there, and the server in the kubeconfig.`,
  );
}

function mendOf(words: string): string {
  if (/admission webhook|ValidatingAdmissionPolicy|denied the request/.test(words))
    return 'A policy of the cluster says so: make the release fit it, or change the policy.';
  if (/field is immutable/.test(words)) return 'That field can never change: delete the object by hand.';
  return 'Correct the Deployment, or what the delivery file says of it.';
}

function ruleOf({ path }: Asked, verb: string): string {
  const { group, resource } = whatOf(path);
  return `{ apiGroups: ["${group}"], resources: ["${resource}"], verbs: [${verb}] }`;
}

/** What a path is of: `deployments "checkout"`. */
function whatOf(path: string): { group: string; resource: string; namespace: string; text: string } {
  const [bare = ''] = path.split('?');
  const parts = bare.split('/').filter(Boolean).map(decodeURIComponent);
  const group = parts[0] === 'apis' ? (parts[1] ?? '') : '';
  const rest = parts.slice(parts[0] === 'apis' ? 3 : 2);
  const namespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [resource = '', name, part] = namespaced ? rest.slice(2) : rest;
  return {
    group,
    resource: part === undefined ? resource : `${resource}/${part}`,
    namespace: namespaced ? (rest[1] ?? '') : '',
    text: name === undefined ? resource : `${resource} "${name}"`,
  };
}

function read(body: string): z.infer<typeof status> {
  try {
    return z.safeParse(status, JSON.parse(body)).data ?? {};
  } catch {
    return {};
  }
}
