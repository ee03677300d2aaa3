import { TargetError, type Target } from '@glidepath/conductor';
import {
  digest,
  millis,
  percent,
  type FlagValue,
  type Json,
  type LaunchDarklyTargetSpec,
  type Release,
} from '@glidepath/model';
import type { Desired, TargetView } from '@glidepath/rollout';
import { startLaunchDarkly, TOKEN, type LaunchDarkly } from '../../../../../test/launchdarkly/start.ts';
import type { Instruction } from '../../../../../test/launchdarkly/instructions.ts';
import type { ApprovalRecord, ReviewRecord } from '../../../../../test/launchdarkly/approval-records.ts';
import type { EnvironmentRecord, FlagRecord, Member } from '../../../../../test/launchdarkly/records.ts';
import { createLaunchDarklyTarget } from '../index.ts';
import { variationOf } from '../variations.ts';

export const ADA: Member = { kind: 'member', firstName: 'Ada', lastName: 'Lovelace' };

/** A flag of an emulated LaunchDarkly, and the target that rolls it out in production. */
export class FlagWorld implements AsyncDisposable {
  readonly server: LaunchDarkly;
  readonly flag: FlagRecord;
  /** The time by which the target goes, ms since 1970. */
  now: () => number = Date.now;
  target: Target;

  private constructor(server: LaunchDarkly, flag: FlagRecord) {
    this.server = server;
    this.flag = flag;
    this.target = this.newRun();
  }

  /** @param variations values in LaunchDarkly's order; the last one is served while the flag is off */
  static async start(variations: readonly Json[] = [true, false]): Promise<FlagWorld> {
    const server = await startLaunchDarkly();
    const values = variations.map((value) => ({ value }));
    const flag = server.world.addFlag('shop', 'new-checkout', values, ['staging', 'production']);
    return new FlagWorld(server, flag);
  }

  /** Another process, which knows nothing of the one before. */
  newRun(change: Partial<LaunchDarklyTargetSpec> = {}, env: Readonly<Record<string, string>> = {}): Target {
    this.target = createLaunchDarklyTarget({
      spec: this.spec(change),
      env: { LD_TOKEN: TOKEN, ...env },
      service: 'checkout',
      environment: 'production',
      now: () => this.now(),
    });
    return this.target;
  }

  spec(change: Partial<LaunchDarklyTargetSpec> = {}): LaunchDarklyTargetSpec {
    return {
      kind: 'launchdarkly',
      flag: 'new-checkout',
      variation: true,
      by: { kind: 'user', attribute: 'key' },
      approvals: null,
      server: {
        kind: 'launchdarkly',
        url: this.server.url,
        tokenEnv: 'LD_TOKEN',
        project: 'shop',
        environment: 'production',
        timeout: millis(5000),
      },
      ...change,
    };
  }

  /** The variation as a release. */
  release(value: FlagValue): Release {
    const { digest, name } = variationOf('', value, null, this.spec());
    return { digest, name: name ?? '', commit: null, committedAt: null };
  }

  split(weight: number, candidate: FlagValue = true, stable: FlagValue = false): Desired {
    return {
      kind: 'split',
      strategy: 'canary',
      candidate: this.release(candidate),
      stable: this.release(stable),
      weight: percent(weight),
    };
  }

  only(value: FlagValue): Desired {
    return { kind: 'only', release: this.release(value) };
  }

  /** As the conductor does at each look. */
  async bringAbout(desired: Desired): Promise<TargetView> {
    await this.target.apply(desired, 1);
    return this.target.observe(desired);
  }

  /** What people do in LaunchDarkly. */
  byHand(instructions: readonly Instruction[], comment = '', environment = 'production'): void {
    this.server.world.change(this.flag, environment, instructions, ADA, comment);
  }

  /** Approval requests that are not deleted, oldest first. */
  get requests(): readonly ApprovalRecord[] {
    return [...this.server.world.requests];
  }

  /** Ada looks at the newest approval request. */
  review(kind: ReviewRecord['kind'], comment = ''): void {
    const request = this.requests.at(-1);
    if (request === undefined) throw new Error('nobody has asked for an approval');
    this.server.world.review(request, kind, ADA, comment);
  }

  /** A variation's id in LaunchDarkly. */
  id(value: Json): string {
    const found = this.flag.variations.find((one) => one.value === value);
    if (found === undefined) throw new Error(`no variation ${JSON.stringify(value)}`);
    return found.id;
  }

  get settings(): EnvironmentRecord {
    return this.in('production');
  }

  in(environment: string): EnvironmentRecord {
    const own = this.flag.environments.get(environment);
    if (own === undefined) throw new Error(`no environment ${environment}`);
    return own;
  }

  /** Who is served while the flag is on, in LaunchDarkly's thousandths by value; alone: one variation for all. */
  get rest(): Readonly<Record<string, number>> | { readonly alone: string } {
    const { fallthrough } = this.settings;
    const valueAt = (place: number): string => textOf(this.flag.variations[place]?.value);
    if ('variation' in fallthrough) return { alone: valueAt(fallthrough.variation) };
    return Object.fromEntries(
      fallthrough.rollout.variations.map(({ variation, weight }) => [valueAt(variation), weight]),
    );
  }

  /** The instructions of each change that was asked for over the API. */
  get sent(): readonly (readonly string[])[] {
    return this.server.calls.flatMap(({ method, body }) =>
      method === 'PATCH' && typeof body === 'object' && body !== null && 'instructions' in body
        ? [JSON.stringify(body.instructions).match(/(?<="kind":")\w+/g) ?? []]
        : [],
    );
  }

  count(method: string): number {
    return this.server.calls.filter((call) => call.method === method).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The error that a refusal comes as. */
export async function errorOf(call: Promise<unknown>): Promise<TargetError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof TargetError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

/** Of no variation. */
export const FOREIGN_DIGEST = digest(`sha256:${'0'.repeat(64)}`);
