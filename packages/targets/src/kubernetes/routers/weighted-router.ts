import { isDeepStrictEqual } from 'node:util';
import { TargetError } from '@glidepath/conductor';
import { formatPercent, percent, type Percent } from '@glidepath/model';
import { overConflicts, pathOf, type KubeApi, type KubeObject } from '../api.ts';
import { holderOf } from '../managers.ts';
import type { RoutePreview, Router, RouterView } from '../router.ts';
import { MARK, markOf, marked, type Mark } from './mark.ts';
import { backendsIn, rewritten, type Entry, type RouteKind, type Rule } from './route-kind.ts';
import { isShare, settingOf, shareIn, weightsAfter, weightsFor, type Setting } from './weights.ts';

/** A controller that has not seen a new Service yet says for a moment that there is none. */
const REFUSALS_BEFORE_FAILURE = 3;

/**
 * Weights in an object of the user's. All that has to be known from one run to the next stands in that object. Whole objects
 * are written, each only where nobody else wrote since it was read.
 */
export class WeightedRouter implements Router {
  readonly #kind: RouteKind;
  readonly #namespace: string;
  readonly #api: KubeApi;
  /** What this run has set last; null: nothing that still stands. */
  #set: Percent | null = null;
  #refusals = 0;

  constructor(kind: RouteKind, namespace: string, api: KubeApi) {
    this.#kind = kind;
    this.#namespace = namespace;
    this.#api = api;
  }

  async shift(weight: Percent, restore = false): Promise<void> {
    await overConflicts(async () => {
      const object = await this.#read();
      const rules = this.#rulesOfStable(object);
      if (rules.length === 0) throw new TargetError(this.#noRule(), true);
      const mark = markOf(object);
      // Going up, somebody else's word is not written over: a look tells of it. Going down to nothing it is.
      if (weight > 0 && !restore && this.#disturbance(object, rules, mark) !== null) return;
      const before = this.#before(rules, mark);
      await this.#write(object, this.#settingsAt(weight, rules, before), { weight, before });
      this.#set = weight;
    });
  }

  async look(): Promise<RouterView> {
    const object = await this.#api.get(this.#kind.path);
    if (object === null) return this.#lost(`${this.#name()} is gone.`);
    const rules = this.#rulesOfStable(object);
    if (rules.length === 0) return this.#lost(this.#noRule());
    const mark = markOf(object);
    const disturbance = this.#disturbance(object, rules, mark);
    // What was set is said as it was set, not as whole numbers divide.
    const isAsSet = mark !== null && disturbance === null;
    const weight = percent(isAsSet ? mark.weight : Math.max(...this.#shares(rules)));
    const taken = this.#kind.taken(object);
    this.#refusals = taken.kind === 'refused' ? this.#refusals + 1 : 0;
    const refused = this.#refusals >= REFUSALS_BEFORE_FAILURE ? `${this.#name()}: ${taken.note}` : null;
    return {
      weight,
      settled: taken.kind === 'yes',
      drift:
        disturbance === null
          ? null
          : { what: disturbance, set: mark === null ? this.#set : percent(mark.weight) },
      failure: refused,
      note: `${this.#name()} gives the canary ${shareText(weight)}; ${taken.note}`,
    };
  }

  async restore(): Promise<void> {
    await overConflicts(async () => {
      const object = await this.#api.get(this.#kind.path);
      // Nobody gets anything by a route that is not there.
      if (object === null) return;
      const rules = this.#rulesOfStable(object);
      const before = this.#before(rules, markOf(object));
      const settings = rules.map((rule, index) =>
        weightsAfter(this.#backends(rule), before[index] ?? UNSAID, this.#kind.scale),
      );
      await this.#write(object, settings, null);
      this.#set = null;
    });
  }

  async preview(weights: readonly Percent[]): Promise<RoutePreview> {
    const now = await this.#read();
    const rules = this.#rulesOfStable(now);
    if (rules.length === 0) throw new TargetError(this.#noRule(), true);
    const before = this.#before(rules, markOf(now));
    const at = weights.map((weight) =>
      this.#kind.withRules(now, this.#rulesWith(now, this.#settingsAt(weight, rules, before))),
    );
    return { what: `${this.#kind.kind} ${this.#namespace}/${this.#kind.name}`, now, at };
  }

  #settingsAt(weight: Percent, rules: readonly Rule[], before: readonly Setting[]): readonly Setting[] {
    return rules.map((rule, index) =>
      weightsFor(weight, this.#backends(rule), before[index] ?? UNSAID, this.#kind.scale, rule.place),
    );
  }

  /** Where we have set something there, somebody has taken it away; else it never was as it has to be. */
  #lost(why: string): RouterView {
    const wasThere = this.#set !== null;
    return {
      weight: percent(0),
      settled: false,
      drift: wasThere ? { what: why, set: null } : null,
      failure: wasThere ? null : why,
      note: why,
    };
  }

  async #read(): Promise<KubeObject> {
    const object = await this.#api.get(this.#kind.path);
    if (object !== null) return object;
    throw new TargetError(
      `There is no ${this.#name()} in the namespace ${this.#namespace}. Create it, or correct target.kubernetes.traffic.`,
      true,
    );
  }

  /** Writes what differs, and nothing where nothing does. */
  async #write(object: KubeObject, settings: readonly Setting[], mark: Mark | null): Promise<void> {
    const all = this.#kind.rulesIn(object);
    const rules = this.#rulesWith(object, settings);
    const isSame = all.every(({ entries }, index) => isDeepStrictEqual(entries, rules[index]));
    if (isSame && isDeepStrictEqual(markOf(object), mark)) return;
    if (mark !== null) await this.#checkServices();
    const changed = isSame ? object : this.#kind.withRules(object, rules);
    await this.#api.replace(this.#kind.path, marked(changed, object, mark));
  }

  /** The backends of all rules, with these settings in those of the stable side. */
  #rulesWith(object: KubeObject, settings: readonly Setting[]): readonly (readonly Entry[])[] {
    let next = 0;
    return this.#kind.rulesIn(object).map((rule) => {
      const setting = this.#isOfStable(rule) ? settings[next++] : undefined;
      return setting === undefined ? rule.entries : rewritten(rule, setting, this.#kind);
    });
  }

  /** @throws TargetError where traffic would go to a Service that is not there */
  async #checkServices(): Promise<void> {
    for (const name of this.#kind.services) {
      if ((await this.#api.get(pathOf('v1', 'services', this.#namespace, name))) !== null) continue;
      throw new TargetError(
        `There is no Service "${name}" in the namespace ${this.#namespace}, to which ${this.#name()} is to send traffic. Create it, or correct target.kubernetes.traffic.`,
        true,
      );
    }
  }

  /** What somebody else made of the weights since they were set; null: they are as they were set. */
  #disturbance(object: KubeObject, rules: readonly Rule[], mark: Mark | null): string | null {
    if (mark === null) {
      if (this.#set === null) return null;
      return `${holderOf(object, ['f:spec'])} replaced ${this.#name()}, and the annotation ${MARK} in it, while the canary had ${formatPercent(this.#set)}.`;
    }
    const set = percent(mark.weight);
    const at = this.#shares(rules).findIndex((share) => !isShare(share, set));
    const [rule, share] = [rules[at], this.#shares(rules)[at]];
    if (rule === undefined || share === undefined) return null;
    return `${holderOf(object, ['f:spec'])} changed ${this.#name()}: ${lowered(rule.place)} gives the canary ${shareText(share)}, and Glidepath had set ${formatPercent(set)}.`;
  }

  /** As the user had each rule. Where rules came or went since, only the sum is known, and whose the canary is. */
  #before(rules: readonly Rule[], mark: Mark | null): readonly Setting[] {
    if (mark?.before.length === rules.length) return mark.before;
    const now = rules.map((rule) => settingOf(this.#backends(rule)));
    if (mark === null) return now;
    const wasAdded = mark.before.some(({ canary }) => canary === null);
    return now.map(({ stable, canary }) => ({
      stable: canary === null ? stable : (stable ?? 0) + (canary.weight ?? 0),
      canary: wasAdded || canary === null ? null : { weight: 0 },
    }));
  }

  #shares(rules: readonly Rule[]): readonly Percent[] {
    return rules.map((rule) => shareIn(this.#backends(rule), this.#kind.scale));
  }

  #rulesOfStable(object: KubeObject): readonly Rule[] {
    return this.#kind.rulesIn(object).filter((rule) => this.#isOfStable(rule));
  }

  #isOfStable({ entries }: Rule): boolean {
    return entries.some((entry) => this.#kind.sideOf(entry) === 'stable');
  }

  #backends(rule: Rule): ReturnType<typeof backendsIn> {
    return backendsIn(rule, this.#kind);
  }

  #name(): string {
    return `${this.#kind.kind} "${this.#kind.name}"`;
  }

  #noRule(): string {
    return `${this.#name()} in the namespace ${this.#namespace} has no rule that sends traffic to the stable side. Add one, or correct target.kubernetes.traffic.stable.`;
  }
}
const UNSAID: Setting = { stable: null, canary: null };

/** Somebody else's weights need not be a round share. */
function shareText(share: Percent): string {
  return `${Number(share.toFixed(3))}%`;
}

function lowered(place: string): string {
  return place.startsWith('Rule ') ? `r${place.slice(1)}` : place;
}
