import { TargetError } from '@glidepath/conductor';
import { formatDuration, millis, shown, type LaunchDarklyTargetSpec } from '@glidepath/model';
import * as z from 'zod/mini';
import type { Answered, Reply } from '../web/exchange.ts';
import { jsonIn } from '../web/json-text.ts';
import { tokenIn, type Environment } from '../web/token.ts';
import { errorAnswer } from './answers.ts';

const PLACE = 'target.launchdarkly';
/** What is done to a flag, as a sentence says it before its key. */
export type Doing =
  | 'read'
  | 'change'
  | 'ask for an approval of'
  | 'apply an approved change of'
  | 'delete an approval request of';

/** The actions that a role needs for it, as roles name them. */
const ACTIONS: Readonly<Record<Exclude<Doing, 'read'>, string>> = {
  change: 'the actions updateOn and updateFallthrough',
  'ask for an approval of': 'the action createApprovalRequest',
  'apply an approved change of': 'the action applyApprovalRequest',
  'delete an approval request of': 'the action deleteApprovalRequest',
};

/** What goes wrong with LaunchDarkly, as people are told: what, where and how to mend it, and no token in it. */
export class Troubles {
  readonly #spec: LaunchDarklyTargetSpec;
  #secrets: readonly string[] = [];

  constructor(spec: LaunchDarklyTargetSpec) {
    this.#spec = spec;
  }

  /** @throws TargetError where there is no token that could be sent */
  tokenIn(env: Environment): string {
    const { tokenEnv } = this.#spec.server;
    const token = tokenIn(env, tokenEnv, `${PLACE}.token-env`, 'access token for LaunchDarkly');
    this.#secrets = [token];
    return token;
  }

  /** No answer came. */
  silent(reply: Exclude<Reply, Answered>): TargetError {
    const { url, timeout } = this.#spec.server;
    switch (reply.kind) {
      case 'too-late':
        return new TargetError(
          `LaunchDarkly at ${url} did not answer within ${formatDuration(timeout)}. Check the network, or write a longer ${PLACE}.timeout.`,
        );
      case 'too-large':
        return new TargetError(
          `${url} answered with far more than a flag is. Check that ${PLACE}.url is LaunchDarkly's.`,
          true,
        );
      case 'broken':
        return new TargetError(
          `LaunchDarkly at ${url} can't be reached (${shown(reply.code, this.#secrets)}). Check ${PLACE}.url and the network.`,
        );
    }
  }

  limited(waitMs: number): TargetError {
    return new TargetError(
      `LaunchDarkly wants to be asked less often, and to be left alone for ${formatDuration(millis(waitMs))}. Its limit counts for all tokens of the account; write a longer analysis.poll.`,
    );
  }

  /** Another answer than a good one. */
  refused(reply: Answered, to: Doing): TargetError {
    const { flag, server } = this.#spec;
    const { project, environment, tokenEnv } = server;
    const resource = `proj/${project}:env/${environment}:flag/${flag}`;
    const said = this.#saidIn(reply);
    switch (reply.status) {
      case 400:
        // The request itself tells at the next look whether it has failed.
        if (to !== 'apply an approved change of') break;
        return new TargetError(
          `LaunchDarkly could not apply the approved change of the flag ${flag}${said}. It is looked at again.`,
        );
      case 401:
        return new TargetError(
          `LaunchDarkly does not accept the access token in ${tokenEnv}${said}. Put a valid one there: a token for the REST API, which an SDK key is not.`,
          true,
        );
      case 403:
        return new TargetError(
          `The access token in ${tokenEnv} may not ${to} the flag ${flag}${said}. Give its role ${to === 'read' ? `viewProject on proj/${project}` : `${ACTIONS[to]} on ${resource}`}.`,
          true,
        );
      case 404:
        return new TargetError(
          `LaunchDarkly knows no flag ${flag} in the project ${project}${said}. Check ${PLACE}.flag, its project and its environment, and that the token may see it.`,
          true,
        );
      case 405:
        return new TargetError(
          `LaunchDarkly asks for an approval before ${flag} may change in ${environment}${said}. Write how long to wait for one as ${PLACE}.approvals, or give the token's role the action bypassRequiredApproval on ${resource}, or take the flag out of what needs an approval, and let people approve the rollout by its gates.`,
          true,
        );
      case 409:
        return new TargetError(
          `LaunchDarkly can't change ${flag} in ${environment}, as somebody else is changing it${said}. It is tried again.`,
        );
    }
    if (reply.status >= 300 && reply.status < 400)
      return new TargetError(
        `${server.url} redirects instead of answering. Name LaunchDarkly's own address in ${PLACE}.url, such as https://app.launchdarkly.com.`,
        true,
      );
    if (reply.status >= 500)
      return new TargetError(`LaunchDarkly answered ${reply.status}${said}. It is tried again.`);
    return new TargetError(
      `LaunchDarkly refused to ${to} the flag ${flag} with ${reply.status}${said}. Look at the flag in LaunchDarkly: a change that is planned, an experiment or a guarded rollout may stand in the way.`,
      true,
    );
  }

  noEnvironment(): TargetError {
    const { flag, server } = this.#spec;
    return new TargetError(
      `The flag ${flag} has no environment ${server.environment}. Check ${PLACE}.environment: it is the environment's key in LaunchDarkly.`,
      true,
    );
  }

  /** An answer that makes no sense. */
  broken(why: string): TargetError {
    return new TargetError(
      `What ${this.#spec.server.url} answered is not understood: ${shown(why, this.#secrets)}. Check ${PLACE}.url, and what stands between here and there.`,
    );
  }

  /** @throws TargetError where there is none */
  jsonIn({ text, headers }: Answered): unknown {
    try {
      return JSON.parse(text);
    } catch {
      const start = text.trimStart();
      const what = start.startsWith('<')
        ? 'a web page'
        : start === ''
          ? 'nothing'
          : 'no JSON, or a part of it';
      throw this.broken(`it is ${what} (${headers.get('content-type') ?? 'of no type'})`);
    }
  }

  /** What LaunchDarkly says itself: ` ("Flag configuration updates require approval")`. */
  #saidIn({ text }: Answered): string {
    const said = z.safeParse(errorAnswer, jsonIn(text));
    return said.success ? ` (${JSON.stringify(shown(said.data.message, this.#secrets))})` : '';
  }
}
