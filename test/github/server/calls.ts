/** One call as it was answered. */
export interface Call {
  readonly method: string;
  /** The path with its parameters' names, as GitHub's description has it; the path itself where nothing matches. */
  readonly route: string;
  readonly path: string;
  /** Who called; empty for nobody. */
  readonly login: string;
  /** Null while under way, and where the connection was cut instead of an answer. */
  readonly status: number | null;
  /** What it took of the budget: 0 for a 304 and for looking at the budget. */
  readonly cost: number;
  /** The kind of fault that was played. */
  readonly fault: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The log of routes, in the order of arrival. */
export class CallLog {
  #calls: Call[] = [];

  /** Adds a call that has just come in; the result completes it. */
  begin(
    call: Omit<Call, 'status' | 'cost' | 'fault'>,
  ): (end: Pick<Call, 'status' | 'cost' | 'fault'>) => void {
    const list = this.#calls;
    const at = list.push({ ...call, status: null, cost: 0, fault: null }) - 1;
    return (end) => {
      list[at] = { ...call, ...end };
    };
  }

  all(): readonly Call[] {
    return [...this.#calls];
  }

  /** How often each route was called, by `METHOD route`. */
  countByRoute(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { method, route } of this.#calls) {
      const key = `${method} ${route}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }

  /** What all calls took of the budget. */
  cost(): number {
    return this.#calls.reduce((sum, call) => sum + call.cost, 0);
  }

  clear(): void {
    this.#calls = [];
  }
}
