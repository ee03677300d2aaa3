import * as z from 'zod/mini';

export interface FeatureState {
  readonly enabled: boolean;
  /** In percent; null without a gradual rollout. */
  readonly rollout: number | null;
}

const strategySchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.nullish(z.string()),
  parameters: z.optional(z.record(z.string(), z.string())),
});
const environmentSchema = z.object({ enabled: z.boolean(), strategies: z.array(strategySchema) });
const wholeSchema = z.object({ strategies: z.array(z.unknown()) });
const eventsSchema = z.object({
  events: z.array(
    z.object({
      type: z.string(),
      data: z.nullish(z.object({ parameters: z.optional(z.record(z.string(), z.string())) })),
    }),
  ),
});
const tokenSchema = z.object({ secret: z.string() });

/** What the kind of strategy is called that lets in a percentage of the users. */
const GRADUAL = 'flexibleRollout';
/** Every Unleash has it. */
const PROJECT = '/api/admin/projects/default';

/** Unleash's admin API, as far as the tests turn flags by it. A new Unleash has the environments development and production. */
export class UnleashAdmin {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** It is off everywhere, and has no strategy anywhere. */
  async createFeature(name: string): Promise<void> {
    await this.#ask('POST', `${PROJECT}/features`, { name, type: 'release' });
  }

  async turn(feature: string, environment: string, to: 'on' | 'off'): Promise<void> {
    await this.#ask('POST', `${this.#in(feature, environment)}/${to}`);
  }

  /** Users stay where they are while the percentage grows. Turns nothing on or off. */
  async rollOut(feature: string, environment: string, percent: number): Promise<void> {
    const place = `${this.#in(feature, environment)}/strategies`;
    const { strategies } = await this.#look(feature, environment);
    const gradual = strategies.find(({ name }) => name === GRADUAL);
    const rollout = String(percent);
    if (gradual === undefined) {
      const parameters = { rollout, stickiness: 'userId', groupId: feature };
      await this.#ask('POST', place, { name: GRADUAL, parameters });
    } else {
      const change = [{ op: 'replace', path: '/parameters/rollout', value: rollout }];
      await this.#ask('PATCH', `${place}/${gradual.id}`, change);
    }
  }

  /** Answers with its id. */
  async addStrategy(feature: string, environment: string, strategy: object): Promise<string> {
    const place = `${this.#in(feature, environment)}/strategies`;
    return z.parse(strategySchema, await this.#ask('POST', place, strategy)).id;
  }

  /** Of the strategy with that title. */
  async change(feature: string, environment: string, title: string, patch: readonly object[]): Promise<void> {
    await this.#ask('PATCH', await this.#titled(feature, environment, title), patch);
  }

  async deleteStrategy(feature: string, environment: string, title: string): Promise<void> {
    await this.#ask('DELETE', await this.#titled(feature, environment, title));
  }

  async archive(feature: string): Promise<void> {
    await this.#ask('DELETE', `${PROJECT}/features/${encodeURIComponent(feature)}`);
  }

  /** Everything that Unleash has of it there, as it says it. */
  async whole(feature: string, environment: string): Promise<unknown> {
    return this.#ask('GET', this.#in(feature, environment));
  }

  /** Each as Unleash says it, in JSON. */
  async strategies(feature: string, environment: string): Promise<readonly string[]> {
    const { strategies } = z.parse(wholeSchema, await this.whole(feature, environment));
    return strategies.map((one) => JSON.stringify(one));
  }

  /** Oldest first: `enabled`, `disabled`, and for each change of a strategy the percentage that it has from then on. */
  async history(feature: string): Promise<readonly string[]> {
    const answer = await this.#ask(
      'GET',
      `/api/admin/search/events?feature=IS:${encodeURIComponent(feature)}`,
    );
    const { events } = z.parse(eventsSchema, answer);
    return events.toReversed().flatMap(({ type, data }) => {
      if (type.startsWith('feature-environment-')) return [type.slice('feature-environment-'.length)];
      return type.startsWith('feature-strategy-') ? [data?.parameters?.['rollout'] ?? 'none'] : [];
    });
  }

  async state(feature: string, environment: string): Promise<FeatureState> {
    const { enabled, strategies } = await this.#look(feature, environment);
    const rollout = strategies.find(({ name }) => name === GRADUAL)?.parameters?.['rollout'];
    return { enabled, rollout: rollout === undefined ? null : Number(rollout) };
  }

  /** A new token for SDKs, for one environment. */
  async clientToken(tokenName: string, environment: string): Promise<string> {
    const body = { tokenName, type: 'backend', environment, projects: ['*'] };
    return z.parse(tokenSchema, await this.#ask('POST', '/api/admin/api-tokens', body)).secret;
  }

  async #titled(feature: string, environment: string, title: string): Promise<string> {
    const { strategies } = await this.#look(feature, environment);
    const found = strategies.find((one) => one.title === title);
    if (found === undefined) throw new Error(`no strategy of ${feature} is called ${title}`);
    return `${this.#in(feature, environment)}/strategies/${found.id}`;
  }

  async #look(feature: string, environment: string): Promise<z.infer<typeof environmentSchema>> {
    return z.parse(environmentSchema, await this.#ask('GET', this.#in(feature, environment)));
  }

  #in(feature: string, environment: string): string {
    return `${PROJECT}/features/${encodeURIComponent(feature)}/environments/${encodeURIComponent(environment)}`;
  }

  /** What it answers; null where it says nothing. */
  async #ask(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: this.#token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`Unleash refused ${method} ${path} with ${answer.status}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  }
}
