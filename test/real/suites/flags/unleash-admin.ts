import * as z from 'zod/mini';

export interface FeatureState {
  readonly enabled: boolean;
  /** In percent; null without a gradual rollout. */
  readonly rollout: number | null;
}

const strategySchema = z.object({
  id: z.string(),
  name: z.string(),
  parameters: z.optional(z.record(z.string(), z.string())),
});
const environmentSchema = z.object({ enabled: z.boolean(), strategies: z.array(strategySchema) });
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

  async #look(feature: string, environment: string): Promise<z.infer<typeof environmentSchema>> {
    return z.parse(environmentSchema, await this.#ask('GET', this.#in(feature, environment)));
  }

  #in(feature: string, environment: string): string {
    return `${PROJECT}/features/${encodeURIComponent(feature)}/environments/${encodeURIComponent(environment)}`;
  }

  /** What it answers; null where it says nothing. */
  async #ask(method: 'GET' | 'POST' | 'PATCH', path: string, body?: object): Promise<unknown> {
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
