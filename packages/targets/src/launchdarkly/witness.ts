import type { LaunchDarklyTargetSpec } from '@glidepath/model';
import type { Desired } from '@glidepath/rollout';
import type { Api } from './api.ts';
import { isForward, isOwn } from './comments.ts';
import { courseTo, isOwnSplit, pairOf } from './course.ts';
import { described, restDescribed, sameSetting, type Flag, type Setting } from './flag.ts';
import { byAnother, whoDid, type Change } from './history.ts';

type Split = Extract<Desired, { kind: 'split' }>;

/** Notices what others change in a flag while it is rolled out. */
export class Witness {
  readonly #api: Api;
  readonly #spec: LaunchDarklyTargetSpec;
  /** How it may stand: as it was found or left, or, where an answer was lost, as it was asked for. */
  #known: readonly Setting[] = [];
  /** What was found out of a version of the flag; the audit log is not asked twice. */
  #told: { readonly version: number; readonly by: string } | null = null;

  constructor(api: Api, spec: LaunchDarklyTargetSpec) {
    this.#api = api;
    this.#spec = spec;
  }

  /** From here on it may stand like one of these, and not otherwise. */
  expect(...settings: readonly Setting[]): void {
    this.#known = settings;
  }

  /**
   * Why a rollout may not go on from how the flag stands, in a sentence; null: nobody else has changed it, as far as can be
   * known. A run that has not touched the flag yet goes by its percentages and by the audit log.
   * @throws TargetError
   */
  async disturbance(desired: Desired, flag: Flag): Promise<string | null> {
    const { flag: key, server } = this.#spec;
    if (flag.archived) return `${await this.#who(flag)} archived the flag ${key}.`;
    if (this.#known.some((known) => sameSetting(known, flag.setting))) return null;
    const before = this.#known.at(-1);
    if (before !== undefined)
      return `${await this.#who(flag)} changed the flag ${key} in ${server.environment} during the rollout: ${changes(before, flag)}.`;
    return desired.kind === 'split' ? this.#sinceAnotherRun(desired, flag) : null;
  }

  async #sinceAnotherRun(desired: Split, flag: Flag): Promise<string | null> {
    const { setting } = flag;
    const at = `the flag ${this.#spec.flag} in ${this.#spec.server.environment}`;
    const { candidate, stable } = pairOf(desired, flag, this.#spec);
    const all = `all ${JSON.stringify(stable.label)}`;
    if (!setting.on && setting.off !== stable.id)
      return `${await this.#who(flag)} turned off ${at}, so it does not give ${all}: it is ${described(flag)}. Turn it on again in LaunchDarkly, or make that its off variation.`;
    if (courseTo(desired, flag, this.#spec).kind === 'there' || desired.weight === 0) return null;
    const history = await this.#api.history();
    const last = history?.find(({ comment }) => isOwn(comment));
    const begun = last !== undefined && isForward(last.comment, candidate.label, stable.label);
    if (!setting.on && (begun || isOwnSplit(setting, candidate.id, stable.id)))
      return `${nameOf(history)} turned off ${at} during the rollout, and a rollout does not turn it on again. Turn it on in LaunchDarkly with a default rule that gives ${all}, and deliver again.`;
    const stranger = begun && history !== null ? byAnother(history) : null;
    if (stranger === null) return null;
    return `${whoDid(stranger)} changed ${at} during the rollout: it is ${described(flag)} now.`;
  }

  /** Who had the last word. Not knowing it is no trouble of its own. */
  async #who(flag: Flag): Promise<string> {
    if (this.#told?.version === flag.version) return this.#told.by;
    const history = await this.#api.history().catch(() => null);
    const by = nameOf(history);
    this.#told = { version: flag.version, by };
    return by;
  }
}

function nameOf(history: readonly Change[] | null): string {
  const change = history === null ? null : byAnother(history);
  return change === null ? 'Somebody' : whoDid(change);
}

function changes(before: Setting, { setting, variations }: Flag): string {
  if (before.on !== setting.on) return setting.on ? 'it was turned on' : 'it was turned off';
  const parts = [
    ...(sameSetting({ ...before, rest: setting.rest }, before)
      ? []
      : [`by its default rule ${restDescribed(setting.rest, variations)}`]),
    ...(before.off === setting.off ? [] : ['it has another off variation']),
  ];
  return parts.join(', and ');
}
