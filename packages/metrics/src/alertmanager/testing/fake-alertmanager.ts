import type { Contract } from '../../../../../test/contract/contract.ts';
import { alertmanagerContract } from '../../../../../test/alertmanager/contract.ts';
import { ApiServer, json, type Asked, type Behaviour } from '../../prometheus/testing/api-server.ts';

export interface KnownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly state?: 'active' | 'unprocessed';
  readonly silencedBy?: readonly string[];
  readonly inhibitedBy?: readonly string[];
}

export const STARTED = '2026-11-20T10:00:00.000Z';

/**
 * Alertmanager on loopback, with the alerts that came in. Filters are really read and applied. Requests and good answers
 * are held against Alertmanager's own description.
 */
export class FakeAlertmanager {
  readonly alerts: KnownAlert[] = [];
  readonly violations: string[] = [];
  cluster: 'ready' | 'settling' | 'disabled' = 'ready';
  uptime = STARTED;
  /** Its own clock, as it tells it with each answer. */
  now = Date.parse('2026-11-22T08:00:00Z');
  /** By path; goes before what it would answer. */
  readonly instead = new Map<string, Behaviour>();
  readonly server: ApiServer;
  readonly #contract: Contract;

  private constructor(contract: Contract, server: ApiServer) {
    this.#contract = contract;
    this.server = server;
    server.behaviour = (response, asked) => this.#answer(asked)(response, asked);
  }

  static async start(): Promise<FakeAlertmanager> {
    return new FakeAlertmanager(await alertmanagerContract(), await ApiServer.start());
  }

  /** What was asked on a path. */
  searches(path: string): readonly URLSearchParams[] {
    return this.server.asked.flatMap((asked) => {
      const [own, search = ''] = asked.path.split('?');
      return own === path ? [new URLSearchParams(search)] : [];
    });
  }

  #answer(asked: Asked): Behaviour {
    const [path = '', query = ''] = asked.path.split('?');
    const call = { method: asked.method.toLowerCase(), path, query, headers: {} };
    this.violations.push(...this.#contract.checkRequest(call));
    const instead = this.instead.get(path);
    if (instead !== undefined) return instead;
    const [status, body] = this.#reply(path, new URLSearchParams(query));
    this.violations.push(...this.#contract.checkResponse(call, status, body));
    return json(status, body, { date: new Date(this.now).toUTCString() });
  }

  #reply(path: string, search: URLSearchParams): readonly [number, unknown] {
    if (path === '/api/v2/status') return [200, this.#status()];
    const filters = search.getAll('filter').map(matcherOf);
    const wrong = filters.indexOf(null);
    if (wrong >= 0) return [400, `bad matcher format: ${search.getAll('filter')[wrong] ?? ''}`];
    const found = this.alerts.filter(({ labels, state = 'active', silencedBy = [], inhibitedBy = [] }) => {
      if (silencedBy.length > 0 && search.get('silenced') === 'false') return false;
      if (inhibitedBy.length > 0 && search.get('inhibited') === 'false') return false;
      if (state === 'unprocessed' && search.get('unprocessed') === 'false') return false;
      return filters.every((matches) => matches?.(labels) === true);
    });
    return [200, found.map(asAnswered)];
  }

  #status(): unknown {
    const text = 'x';
    return {
      cluster: { status: this.cluster, peers: [] },
      versionInfo: {
        version: '0.34.0',
        revision: text,
        branch: text,
        buildUser: text,
        buildDate: text,
        goVersion: text,
      },
      config: { original: '' },
      uptime: this.uptime,
    };
  }
}

function asAnswered(
  { labels, startsAt = STARTED, state = 'active', ...by }: KnownAlert,
  index: number,
): unknown {
  const { silencedBy = [], inhibitedBy = [] } = by;
  const suppressed = silencedBy.length + inhibitedBy.length > 0;
  return {
    annotations: {},
    endsAt: '2026-11-22T12:00:00.000Z',
    fingerprint: String(index),
    receivers: [{ name: 'nobody' }],
    startsAt,
    updatedAt: startsAt,
    status: { state: suppressed ? 'suppressed' : state, silencedBy, inhibitedBy, mutedBy: [] },
    labels,
  };
}

const MATCHER =
  /^(?<label>[a-zA-Z_:][\w:]*|"(?:[^"\\]|\\.)*")(?<operator>=~|!~|!=|=)"(?<value>(?:[^"\\\n]|\\["\\n])*)"$/;

/** Null where it is none. A label that is not there is empty. */
function matcherOf(text: string): ((labels: Readonly<Record<string, string>>) => boolean) | null {
  const { label: raw = '', operator, value = '' } = MATCHER.exec(text)?.groups ?? {};
  if (raw === '') return null;
  const label = raw.startsWith('"') ? unescaped(raw.slice(1, -1)) : raw;
  const wanted = unescaped(value);
  return (labels) => {
    const has = labels[label] ?? '';
    const same =
      operator?.endsWith('~') === true ? new RegExp(`^(?:${wanted})$`, 's').test(has) : has === wanted;
    return operator?.startsWith('!') === true ? !same : same;
  };
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, (_, one: string) => (one === 'n' ? '\n' : one));
}
