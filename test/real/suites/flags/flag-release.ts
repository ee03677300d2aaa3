import { expect } from 'vitest';
import { BRISK_ANALYSIS } from '../../../harness/brisk.ts';
import { Service, startAction, until, type ActionEnded, type ActionRun } from '../../../harness/index.ts';
import type { FlaggedShop } from './flagged-shop.ts';
import { Shoppers } from './shoppers.ts';

export const NAMES = { on: 'one-page', off: 'classic' } as const;

export interface FlagReleaseSettings {
  readonly flag: string;
  /** Where Glidepath finds Unleash, without `/api`. */
  readonly unleashUrl: string;
  /** May change the flag. */
  readonly token: string;
  readonly shop: FlaggedShop;
  readonly prometheusUrl: string;
  /** YAML of the strategy's value. */
  readonly strategy: string;
  /** YAML of the environment, indented by four. */
  readonly policies?: string;
  /** Of the shoppers. */
  readonly connections?: number;
}

/** How many percent of the requests were answered on the side `on`, and who was on which side. */
export interface Share {
  readonly percent: number;
  readonly on: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
}

/** As many requests as there are shoppers. */
export const ROUND = 1000;

/** A service's repository whose environment is a flag of Unleash, the shop that has the flag, and those who shop there. */
export class FlagRelease {
  readonly service: Service;
  readonly shoppers: Shoppers;
  readonly #shop: FlaggedShop;
  readonly #token: string;

  private constructor(service: Service, { shop, token, connections = 4 }: FlagReleaseSettings) {
    this.service = service;
    this.shoppers = new Shoppers(shop.url, { connections });
    this.#shop = shop;
    this.#token = token;
  }

  static async begin(settings: FlagReleaseSettings): Promise<FlagRelease> {
    const service = await Service.create('', '');
    service.write('.github/delivery.yml', deliveryOf(settings));
    service.secrets['UNLEASH_ADMIN_TOKEN'] = settings.token;
    return new FlagRelease(service, settings);
  }

  deploy(inputs: Readonly<Record<string, string>> = {}): ActionRun {
    const { workspace, env } = this.service;
    return startAction('deploy', workspace, { environment: 'production', ...inputs }, env);
  }

  /**
   * Once the shop has heard of it: of so many requests, of one user after the other, or of those that are made before `over`.
   * @param of what the shop's SDK is to know of the flag
   */
  async share(
    of: 'off' | number,
    requests = ROUND,
    over: () => Promise<boolean> = async () => false,
  ): Promise<Share> {
    await this.#shop.hears(of);
    this.shoppers.begin();
    await until('all of them to shop', async () => this.#requests() >= requests || (await over()));
    const { seen } = this.shoppers;
    const percent = (100 * (seen.get(NAMES.on)?.requests ?? 0)) / this.#requests();
    return { percent, on: new Set(seen.get(NAMES.on)?.users), off: new Set(seen.get(NAMES.off)?.users) };
  }

  /** Until the ledger, which has begun, says so. */
  async recorded(what: RegExp): Promise<void> {
    await until(`${String(what)} in the ledger`, () => this.service.ledger().some((line) => what.test(line)));
  }

  /** Fails with all that the run has said; the token must be in nothing of it but the line that has the runner hide it. */
  expectEnd(end: ActionEnded, code: number, outputs: Readonly<Record<string, string>>): void {
    expect(end, `${end.stdout}\n${end.stderr}`).toMatchObject({ code, outputs });
    const log = end.stdout.replaceAll(`::add-mask::${this.#token}`, '');
    const ledger = this.service.git('log', '--format=%B', 'refs/glidepath/shop/production');
    expect(log + end.stderr + end.summary + JSON.stringify(end.outputs) + ledger).not.toContain(this.#token);
  }

  async remove(): Promise<void> {
    await this.shoppers.stop();
    await this.service.remove();
  }

  #requests(): number {
    return [...this.shoppers.seen.values()].reduce((sum, { requests }) => sum + requests, 0);
  }
}

function deliveryOf(settings: FlagReleaseSettings): string {
  const { flag, unleashUrl, shop, prometheusUrl, strategy, policies = '' } = settings;
  const own = `instance="127.0.0.1:${shop.port}"`;
  return `service: shop
environments:
  production:
    target:
      unleash: { flag: ${flag}, url: "${unleashUrl}/api", environment: production, stickiness: userId, names: { on: ${NAMES.on}, off: ${NAMES.off} } }
    strategy: ${strategy}
${BRISK_ANALYSIS}${policies}    slos: [purchases]
slos:
  purchases: { objective: 90%, prometheus: { total: 'http_requests_total{${own}}', bad: 'http_requests_total{${own},code=~"5.."}', split: variation } }
sources: { prometheus: { url: "${prometheusUrl}" } }
`;
}
