import * as z from 'zod/mini';
import { startLaunchDarkly, TOKEN, type LaunchDarkly } from '../launchdarkly/start.ts';
import type { Instruction } from '../launchdarkly/instructions.ts';
import type { EnvironmentRecord, FlagRecord } from '../launchdarkly/records.ts';
import { BRISK, BRISK_ANALYSIS } from './brisk.ts';
import { startAction, type ActionRun } from './bundles.ts';
import { Clients } from './clients.ts';
import { FlagUsers } from './flag-users.ts';
import { filesHolding, withoutMasks } from './leaks.ts';
import { until, type Ended } from './process.ts';
import { Service } from './service.ts';

/** The access token that the delivery's runs have. */
export { TOKEN } from '../launchdarkly/start.ts';

const FLAG = 'new-checkout';

/** An entry of a ledger; its time in ms since 1970. */
export interface ToldEntry {
  readonly at: number;
  readonly event: string;
  readonly weight: number;
  readonly note: string;
}

/** Of what `glidepath history --entries --json` tells. */
const told = z.object({
  entries: z.array(z.object({ at: z.string(), event: z.string(), weight: z.number(), note: z.string() })),
});

/** A service whose code is delivered to `production` here, and whose flag in LaunchDarkly by `production-flag`. */
export class FlagShop implements AsyncDisposable {
  readonly service: Service;
  readonly launchDarkly: LaunchDarkly;
  readonly users: FlagUsers;
  readonly #flag: FlagRecord;
  readonly #ends: Ended[] = [];
  /** Each call of LaunchDarkly: when it came, and whether the flag was on then. */
  readonly asked: { readonly method: string; readonly at: number; readonly on: boolean }[] = [];
  #clients: Clients | null = null;

  private constructor(service: Service, launchDarkly: LaunchDarkly, users: FlagUsers, flag: FlagRecord) {
    this.service = service;
    this.launchDarkly = launchDarkly;
    this.users = users;
    this.#flag = flag;
    service.secrets['LAUNCHDARKLY_ACCESS_TOKEN'] = TOKEN;
    launchDarkly.meanwhile = (method) => {
      this.asked.push({ method, at: Date.now(), on: this.settings('production').on });
    };
  }

  /** Nothing was delivered yet; the flag is off, has a target and a rule, and is on in staging. */
  static async open(): Promise<FlagShop> {
    const launchDarkly = await startLaunchDarkly();
    const { world } = launchDarkly;
    const flag = world.addFlag('shop', FLAG, [{ value: true }, { value: false }], ['staging', 'production']);
    const users = await FlagUsers.start(flag, 'production', 'true');
    const service = await Service.create(BRISK, aroundProduction(launchDarkly.url, users.url));
    const shop = new FlagShop(service, launchDarkly, users, flag);
    const variationId = flag.variations[0]?.id ?? '';
    shop.byHand([
      { kind: 'addTargets', values: ['ada'], variationId },
      { kind: 'addRule', attribute: 'beta', variationId },
    ]);
    shop.byHand([{ kind: 'turnFlagOn' }], '', 'staging');
    return shop;
  }

  /** The same with v1 live in production, and clients that ask it. */
  static async live(): Promise<FlagShop> {
    const shop = await FlagShop.open();
    try {
      await shop.deliverCode('v1');
      return shop;
    } catch (error) {
      await shop.#remove();
      throw error;
    }
  }

  /** A release of the code with a commit of its own, promoted in production. */
  async deliverCode(name: string): Promise<void> {
    this.service.release(name);
    this.commit(name);
    const { running, ended } = this.service.deploy(name);
    await until(`${name} to answer`, async () => {
      if (!running.isRunning) return true;
      return (await fetch(this.service.url).catch(() => null))?.ok;
    });
    this.#clients ??= new Clients(this.service.url);
    const end = await this.#heard(ended);
    if (end.code !== 0) throw new Error(`${name} could not be delivered:\n${end.stdout}\n${end.stderr}`);
  }

  /** Starts a delivery of the flag, as a workflow does. */
  deployFlag(
    inputs: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = {},
  ): ActionRun {
    const { running, ended } = startAction(
      'deploy',
      this.service.workspace,
      { environment: 'production-flag', ...inputs },
      { ...this.service.env, ...env },
    );
    return { running, ended: this.#heard(ended) };
  }

  /** `glidepath` at a terminal, to its end. */
  async cli(...args: readonly string[]): Promise<Ended> {
    return this.#heard(this.service.cli(...args).ended);
  }

  commit(subject: string): void {
    this.service.git('commit', '--quiet', '--allow-empty', '--message', subject);
  }

  /** What people do in LaunchDarkly. */
  byHand(instructions: readonly Instruction[], comment = '', environment = 'production'): void {
    const ada = { kind: 'member', firstName: 'Ada', lastName: 'Lovelace' } as const;
    this.launchDarkly.world.change(this.#flag, environment, instructions, ada, comment);
  }

  settings(environment: string): EnvironmentRecord {
    const settings = this.#flag.environments.get(environment);
    if (settings === undefined) throw new Error(`the flag has no environment ${environment}`);
    return settings;
  }

  /** The whole flag byte for byte, as LaunchDarkly tells it. */
  async flagText(): Promise<string> {
    const answer = await fetch(`${this.launchDarkly.url}/api/v2/flags/shop/${FLAG}`, {
      headers: { authorization: TOKEN },
    });
    return answer.text();
  }

  /** The kinds of all instructions that were sent to LaunchDarkly, one after the other. */
  get sent(): readonly string[] {
    return this.launchDarkly.calls
      .filter(({ method }) => method === 'PATCH')
      .flatMap(({ body }) => JSON.stringify(body).match(/(?<="kind":")\w+/g) ?? []);
  }

  /** The ledger's entries, oldest first. */
  async entries(environment: string): Promise<readonly ToldEntry[]> {
    const end = await this.cli('history', '-e', environment, '--entries', '-n', '200', '--json');
    const { entries } = told.parse(JSON.parse(end.stdout));
    return entries.map((entry) => ({ ...entry, at: Date.parse(entry.at) })).toReversed();
  }

  /** What a test that ends well leaves behind nowhere: calls that LaunchDarkly does not know, and the token. */
  troubles(): readonly string[] {
    return [...this.launchDarkly.violations, ...this.#leaks().map((where) => `the token is in ${where}`)];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      const troubles = this.troubles();
      if (troubles.length > 0) throw new Error(troubles.join('\n'));
    } finally {
      await this.#remove();
    }
  }

  async #heard<T extends Ended>(ended: Promise<T>): Promise<T> {
    const end = await ended;
    this.#ends.push(end);
    return end;
  }

  #leaks(): readonly string[] {
    const { service, launchDarkly } = this;
    const said = this.#ends.map((end) => JSON.stringify({ ...end, stdout: withoutMasks(end.stdout) }));
    return [
      ...(said.some((text) => text.includes(TOKEN)) ? ['what a run said'] : []),
      ...(JSON.stringify(launchDarkly.world.audit).includes(TOKEN) ? ["LaunchDarkly's audit log"] : []),
      ...(service.git('log', '--all', '--format=%B%an%ae').includes(TOKEN) ? ['a ledger'] : []),
      ...filesHolding(TOKEN, [service.workspace, service.stateDir]),
    ];
  }

  async #remove(): Promise<void> {
    await this.#clients?.stop();
    await this.service.remove();
    await this.users[Symbol.asyncDispose]();
    await this.launchDarkly[Symbol.asyncDispose]();
  }
}

/** What stands in the delivery file below the settings of `production`. */
function aroundProduction(launchDarkly: string, counts: string): string {
  return `    slos: [availability]
  production-flag:
    after: production
    takes-back: production
    target:
      launchdarkly: { flag: ${FLAG}, variation: true, project: shop, environment: production, url: "${launchDarkly}" }
    strategy: { canary: [5%, 25%, 50%], bake: { min: 400ms, max: 60s }, watch: { min: 400ms, max: 60s } }
${BRISK_ANALYSIS}    slos: [checkout-errors]
slos:
  availability: 90%
  checkout-errors:
    objective: 90%
    http: { get: "/counts?variation={release}", total: requests, bad: failures, counts: since-start }
sources: { http: { url: "${counts}" } }
`;
}
