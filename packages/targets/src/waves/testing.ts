import { TargetError, type Target } from '@glidepath/conductor';
import { digest, percent, type Percent, type Release } from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import type { Member } from './together.ts';

export const V1 = release('v1', '1');
export const V2 = release('v2', '2');

function release(name: string, digit: string): Release {
  return { digest: digest(`sha256:${digit.repeat(64)}`), name, commit: null, committedAt: null };
}

/** A target that does what it is asked at the next look after, and writes down what it was asked when that was new. */
export class FakeMember implements Member {
  readonly name: string;
  readonly wave: number;
  readonly target: Target;
  serves: Desired = { kind: 'only', release: V1 };
  /** Looks until what it was asked is there. */
  delay = 1;
  away = false;
  refuses = false;
  failure: string | null = null;
  live: Release | null = V1;
  holds = V2.digest;
  #wanted: Desired = this.serves;
  #looks = 0;

  constructor(name: string, wave: number, log: string[]) {
    this.name = name;
    this.wave = wave;
    this.target = {
      acquire: async () => ({ digest: this.holds, name: null }),
      standing: async () => this.live,
      apply: async (desired) => this.#apply(desired, log),
      observe: async (desired) => this.#observe(desired),
      counters: null,
      close: async () => {
        log.push(`${name} closed`);
      },
    };
  }

  #apply(desired: Desired, log: string[]): void {
    this.#reach();
    if (this.refuses) throw new TargetError('it is not allowed.', true);
    if (same(desired, this.#wanted)) return;
    this.#wanted = desired;
    this.#looks = 0;
    log.push(`${this.name} ${words(desired)}`);
  }

  #observe(desired: Desired): TargetView {
    this.#reach();
    if (same(desired, this.#wanted) && ++this.#looks > this.delay) this.serves = this.#wanted;
    const settled = same(desired, this.serves) && this.failure === null;
    return {
      settled,
      failure: this.failure,
      weight: this.#weight(desired),
      foreign: null,
      note: words(this.serves),
    };
  }

  #reach(): void {
    if (this.away) throw new TargetError('it does not answer.');
  }

  #weight(desired: Desired): Percent {
    const of =
      desired.kind === 'split' ? desired.candidate : desired.kind === 'only' ? desired.release : null;
    if (this.serves.kind === 'only') return percent(this.serves.release.digest === of?.digest ? 100 : 0);
    if (this.serves.kind === 'none') return percent(0);
    const { candidate, weight } = this.serves;
    return candidate.digest === of?.digest ? weight : percent(100 - weight);
  }
}

/** What else may be left over of another release is nothing that is served. */
function same(one: Desired, other: Desired): boolean {
  return words(one) === words(other);
}

function words(desired: Desired): string {
  switch (desired.kind) {
    case 'split':
      return `${desired.candidate.name} at ${desired.weight}`;
    case 'only':
      return `only ${desired.release.name}`;
    case 'none':
      return 'nothing';
  }
}
