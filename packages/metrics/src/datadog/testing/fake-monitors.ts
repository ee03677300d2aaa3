/** A monitor as Datadog's API shows it. */
export interface KnownMonitor {
  readonly id: number;
  readonly name: string;
  readonly type: 'query alert';
  readonly query: string;
  readonly tags: readonly string[];
  readonly overall_state?: string;
  readonly draft_status?: 'draft' | 'published';
  readonly multi?: boolean;
  readonly state?: { readonly groups: Readonly<Record<string, KnownGroup>> };
  readonly matching_downtimes?: readonly {
    readonly id: number;
    readonly start: number;
    readonly end: number | null;
    readonly scope: readonly string[];
  }[];
  readonly options?: { readonly silenced: Readonly<Record<string, number | null>> };
}

export interface KnownGroup {
  readonly name?: string;
  readonly status: string;
  readonly last_triggered_ts?: number;
}

export interface KnownDowntime {
  readonly id: string;
  readonly type: 'downtime_match';
  readonly attributes: { readonly scope: string; readonly groups: readonly string[] };
}

export function monitor(id: number, state: string, more: Partial<KnownMonitor> = {}): KnownMonitor {
  const tags = ['service:shop', 'team:a'];
  return { id, name: `M${id}`, type: 'query alert', query: 'q', tags, overall_state: state, ...more };
}

/** Divided into groups, with these states. */
export function divided(states: Readonly<Record<string, string>>): Pick<KnownMonitor, 'multi' | 'state'> {
  const groups = Object.entries(states).map(([name, status]) => [name, { name, status }] as const);
  return { multi: true, state: { groups: Object.fromEntries(groups) } };
}

export function downtime(scope: string, ...groups: readonly string[]): KnownDowntime {
  return { id: 'd', type: 'downtime_match', attributes: { scope, groups } };
}

/** A page of those that have any of the tags: Datadog's description does not say that all are needed. */
export function monitorsFor(all: readonly KnownMonitor[], search: URLSearchParams): readonly unknown[] {
  const wanted = (search.get('monitor_tags') ?? '').split(',');
  const [page, size] = [Number(search.get('page')), Number(search.get('page_size'))];
  return all
    .filter(({ tags }) => wanted.some((tag) => tags.includes(tag)))
    .slice(page * size, (page + 1) * size)
    .map((one) => {
      const { state, matching_downtimes: downtimes, ...rest } = one;
      return {
        ...rest,
        ...(search.get('group_states') === 'all' && state !== undefined ? { state } : {}),
        ...(search.get('with_downtimes') === 'true' && downtimes !== undefined
          ? { matching_downtimes: downtimes }
          : {}),
      };
    });
}
