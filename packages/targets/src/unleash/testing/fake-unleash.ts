import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import * as z from 'zod/mini';

/** An Unleash in memory, of one flag, that does what 8.2 does. The suite `flags` of test/real holds the adapter against the real one. */

export const TOKEN = 'user:4711-secret-token';
const PATH = '/api/admin/projects/default/features/new-checkout';
const IN_PRODUCTION = `${PATH}/environments/production`;

export interface FakeStrategy {
  id: string;
  name: string;
  title: string | null;
  disabled: boolean;
  constraints: unknown[];
  segments: unknown[];
  parameters: Record<string, string>;
}

interface FakeEnvironment {
  name: string;
  enabled: boolean;
  strategies: FakeStrategy[];
  releasePlans: unknown[];
}

interface FakeEvent {
  readonly type: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly environment: string | null;
  readonly data: object | null;
  readonly preData: object | null;
}

const bodySchema = z.object({
  name: z.string(),
  title: z.string(),
  parameters: z.record(z.string(), z.string()),
});
const patchSchema = z.array(z.object({ op: z.string(), path: z.string(), value: z.unknown() }));

/** Answers in the server's place; true: it has answered. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean;

export class FakeUnleash {
  readonly production: FakeEnvironment = environment('production');
  readonly development: FakeEnvironment = { ...environment('development'), enabled: true };
  readonly events: FakeEvent[] = [];
  /** `POST /on`, in order; reads are not among them. */
  readonly writes: string[] = [];
  /** How many percent of all users had it, after each write. */
  readonly exposures: number[] = [];
  permissions: object[] = [{ permission: 'ADMIN' }];
  changeRequests: object[] | null = null;
  archived = false;
  moved = false;
  fault: Fault = () => false;
  /** Who uses the token. */
  user = 'glidepath';
  asked = 0;
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  readonly #sockets = new Set<Socket>();
  #ids = 0;
  #url = '';

  static async start(): Promise<FakeUnleash> {
    const fake = new FakeUnleash();
    fake.#server.on('connection', (socket: Socket) => {
      fake.#sockets.add(socket);
      socket.once('close', () => fake.#sockets.delete(socket));
    });
    await new Promise<void>((resolve) => fake.#server.listen(0, '127.0.0.1', resolve));
    fake.#url = `http://127.0.0.1:${portOf(fake.#server.address())}/api`;
    return fake;
  }

  get url(): string {
    return this.#url;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get ours(): FakeStrategy | undefined {
    return this.production.strategies.find(({ title }) => title?.startsWith('Glidepath') === true);
  }

  /** A person adds one. */
  add(by: string, strategy: Partial<FakeStrategy>): FakeStrategy {
    this.#ids += 1;
    const made: FakeStrategy = {
      id: `id-${this.#ids}`,
      name: 'flexibleRollout',
      title: null,
      disabled: false,
      constraints: [],
      segments: [],
      parameters: {},
      ...strategy,
    };
    this.production.strategies.push(made);
    this.tell('feature-strategy-add', by, { data: made });
    return made;
  }

  change(by: string, strategy: FakeStrategy, to: Partial<FakeStrategy>): void {
    const preData = structuredClone(strategy);
    Object.assign(strategy, to);
    this.tell('feature-strategy-update', by, { data: structuredClone(strategy), preData });
  }

  remove(by: string, strategy: FakeStrategy): void {
    this.production.strategies = this.production.strategies.filter((one) => one !== strategy);
    this.tell('feature-strategy-remove', by, { preData: strategy });
    if (this.production.strategies.length === 0) this.turn(by, false);
  }

  turn(by: string, to: boolean): void {
    const { strategies, enabled } = this.production;
    if (to && strategies.every(({ disabled }) => disabled))
      this.add(by, { parameters: { rollout: '100', stickiness: 'default', groupId: 'new-checkout' } });
    this.production.enabled = to;
    if (enabled !== to) this.tell(`feature-environment-${to ? 'enabled' : 'disabled'}`, by, {});
  }

  archive(by: string): void {
    this.archived = true;
    this.events.unshift({ ...eventOf('feature-archived', by), environment: null });
  }

  tell(type: string, by: string, about: { data?: object; preData?: object }): void {
    this.events.unshift({ ...eventOf(type, by), ...structuredClone(about) });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.asked += 1;
    const body = await bodyOf(request);
    if (this.fault(request, response)) return;
    const answer = (status: number, json: object | null): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(json === null ? '' : JSON.stringify(json));
    };
    if (request.headers.authorization !== TOKEN)
      return answer(401, { name: 'UnauthorizedError', message: 'You must log in to use Unleash.' });
    const { pathname } = new URL(request.url ?? '/', this.#url);
    if (request.method === 'GET') return this.#read(pathname, answer);
    const path = pathname.startsWith(IN_PRODUCTION) ? pathname.slice(IN_PRODUCTION.length) : null;
    if (path === null) return answer(404, { name: 'NotFoundError', message: 'no such thing' });
    this.writes.push(`${request.method} ${path}${body === '' ? '' : ` ${body}`}`);
    this.#write(path, body, answer);
    this.exposures.push(this.#exposure());
  }

  #read(path: string, answer: (status: number, json: object) => void): void {
    if (path === PATH && !this.archived && !this.moved)
      return answer(200, {
        name: 'new-checkout',
        project: 'default',
        archived: false,
        environments: [this.development, this.production],
      });
    if (path === '/api/admin/search/events') return answer(200, { events: this.events });
    if (path === '/api/admin/user') return answer(200, { permissions: this.permissions });
    if (path.endsWith('/change-requests/config') && this.changeRequests !== null)
      return answer(200, this.changeRequests);
    const about = path.includes('/features/') ? 'feature flag' : 'the path you were looking for';
    return answer(404, { name: 'NotFoundError', message: `Could not find ${about}` });
  }

  #write(path: string, body: string, answer: (status: number, json: object | null) => void): void {
    if (this.archived) return answer(400, { name: 'ArchivedFeatureError', message: 'archived' });
    if (path === '/on' || path === '/off') {
      this.turn(this.user, path === '/on');
      return answer(200, null);
    }
    if (path === '/strategies')
      return answer(200, this.add(this.user, z.parse(bodySchema, JSON.parse(body))));
    const strategy = this.production.strategies.find(({ id }) => path === `/strategies/${id}`);
    if (strategy === undefined) return answer(404, { name: 'NotFoundError', message: 'no such strategy' });
    const after = patched(strategy, z.parse(patchSchema, JSON.parse(body)));
    if (after === null)
      return answer(500, {
        name: 'UnknownError',
        message: 'Test operation failed\nname: TEST_OPERATION_FAILED',
      });
    this.change(this.user, strategy, after);
    return answer(200, strategy);
  }

  #exposure(): number {
    const { enabled, strategies } = this.production;
    const open = strategies.filter(({ disabled, constraints }) => !disabled && constraints.length === 0);
    const shares = open.map(({ name, parameters }) =>
      name === 'default' ? 100 : Number(parameters['rollout']),
    );
    return enabled ? Math.max(0, ...shares) : 0;
  }
}

function environment(name: string): FakeEnvironment {
  return { name, enabled: false, strategies: [], releasePlans: [] };
}

function eventOf(type: string, createdBy: string): FakeEvent {
  const createdAt = '2026-11-22T10:00:48.831Z';
  return { type, createdBy, createdAt, environment: 'production', data: null, preData: null };
}

/** Null where a test fails. */
function patched(strategy: FakeStrategy, patch: z.infer<typeof patchSchema>): Partial<FakeStrategy> | null {
  let { title } = strategy;
  const parameters = { ...strategy.parameters };
  for (const { op, path, value } of patch) {
    const name = path.replace('/parameters/', '');
    const now = path === '/title' ? title : parameters[name];
    if (op === 'test' && now !== value) return null;
    if (op !== 'add' || typeof value !== 'string') continue;
    if (path === '/title') title = value;
    else parameters[name] = value;
  }
  return { title, parameters };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  return address.port;
}
