/** What keeps a monitor silent now, or some of its groups. */
export interface Mute {
  /** Tags that all must be there, separated by commas or AND; `*`: everything. Datadog knows more, as text. */
  readonly scope: string;
  /** Groups of the monitor that Datadog says are meant; empty where it names none. */
  readonly groups: readonly string[];
}

/** A monitor's downtimes of the old kind; times in seconds since 1970. */
interface Downtimes {
  readonly matching_downtimes?:
    | readonly {
        readonly start?: number | null | undefined;
        readonly end?: number | null | undefined;
        readonly scope?: readonly string[] | null | undefined;
      }[]
    | null
    | undefined;
  readonly options?:
    { readonly silenced?: Readonly<Record<string, number | null>> | null | undefined } | null | undefined;
}

/** Those that are active now. */
export function mutesIn(
  { matching_downtimes: matching, options }: Downtimes,
  nowMs: number,
): readonly Mute[] {
  const now = nowMs / 1000;
  const isOver = (end: number | null | undefined): boolean => typeof end === 'number' && end <= now;
  return [
    ...(matching ?? [])
      .filter(({ start, end }) => (start ?? 0) <= now && !isOver(end))
      .map(({ scope }): Mute => ({ scope: scope?.join(',') ?? '*', groups: [] })),
    ...Object.entries(options?.silenced ?? {})
      .filter(([, end]) => !isOver(end))
      .map(([scope]): Mute => ({ scope, groups: [] })),
  ];
}

/**
 * Whether it silences a group of a monitor that Datadog says it is for. What can't be read does not: better an alert too
 * many than one that nobody hears.
 */
export function mutes({ scope, groups }: Mute, group: string): boolean {
  const own = tagsIn(group);
  // A monitor that is not divided has one group, and no tags to tell it by.
  if (own.size === 0 || scope.trim() === '*' || scope.trim() === '') return true;
  if (groups.some((one) => isSame(tagsIn(one), own))) return true;
  if (!PLAIN.test(scope)) return false;
  const wanted = [...tagsIn(scope.replaceAll(' AND ', ','))];
  if (wanted.every((tag) => own.has(tag))) return true;
  if (groups.length > 0) return false;
  // Tags by which the monitor is not divided it has as a whole, or Datadog would not name this downtime.
  const keys = new Set([...own].map(keyOf));
  return wanted.every((tag) => own.has(tag) || !keys.has(keyOf(tag)));
}

/** Nothing but tags that all must be there. */
const PLAIN =
  /^[^\s,:()*!"-][^\s,:()*!"]*:[^\s,()*!"]+(?:(?:,\s*| AND )[^\s,:()*!"-][^\s,:()*!"]*:[^\s,()*!"]+)*$/;

function tagsIn(text: string): ReadonlySet<string> {
  const tags = text.split(',').map((tag) => tag.trim().toLowerCase());
  return new Set(tags.filter((tag) => tag.includes(':')));
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((tag) => other.has(tag));
}

function keyOf(tag: string): string {
  return tag.slice(0, tag.indexOf(':'));
}
