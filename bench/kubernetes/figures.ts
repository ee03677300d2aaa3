import type { Spent } from './world.ts';

/** At most so many for a canary of two steps, watches included. */
export const CANARY_GOAL = 25;
/** So much dearer may one of many be than one of few: what else the machine does falls on both. */
export const MOST_RATIO = 1.25;

/** One rollout. */
export interface Single {
  readonly name: string;
  /** What it is, for people. */
  readonly what: string;
  readonly spent: Spent;
  /** The most requests; null where nothing is promised. */
  readonly goal: number | null;
}

/** Many at once in one process. */
export interface Crowd {
  readonly count: number;
  readonly spent: Spent;
}

/** What one more of them costs: what the process costs by itself is taken off. */
export interface PerRollout {
  readonly count: number;
  readonly requests: number;
  readonly wireBytes: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

export interface Figures {
  readonly idleBytes: number;
  readonly singles: readonly Single[];
  readonly crowds: readonly Crowd[];
}

export function requestsOf({ verbs }: Spent): number {
  return Object.values(verbs).reduce((sum, count) => sum + count, 0);
}

export function perRollout({ count, spent }: Crowd, idleBytes: number): PerRollout {
  return {
    count,
    requests: requestsOf(spent) / count,
    wireBytes: spent.wireBytes / count,
    cpuMs: spent.cpuMs / count,
    memoryBytes: Math.max(0, spent.peakBytes - idleBytes) / count,
  };
}

/** What one of the most costs against one of the fewest that are several; 1: as much. */
export function ratioOf({ crowds, idleBytes }: Figures): Readonly<Record<'requests' | 'cpu', number>> | null {
  const several = crowds.filter(({ count }) => count > 1).map((each) => perRollout(each, idleBytes));
  const [few, many] = [several[0], several.at(-1)];
  if (few === undefined || many === undefined || few === many) return null;
  return { requests: many.requests / few.requests, cpu: many.cpuMs / few.cpuMs };
}

/** What is missed, a clause each. */
export function missesOf(figures: Figures): readonly string[] {
  const dear = figures.singles.flatMap(({ what, spent, goal }) =>
    goal === null || requestsOf(spent) <= goal
      ? []
      : [`${what} takes ${requestsOf(spent)} requests, at most ${goal}`],
  );
  const ratio = ratioOf(figures);
  const grown = Object.entries(ratio ?? {}).flatMap(([what, times]) =>
    times <= MOST_RATIO ? [] : [`one of many costs ${times.toFixed(2)} x the ${what} of one of few`],
  );
  return [...dear, ...grown];
}

const VERBS = ['watch', 'list', 'get', 'patch', 'update', 'delete'];

export function tableOf(figures: Figures): readonly string[] {
  const { singles, crowds, idleBytes } = figures;
  const ratio = ratioOf(figures);
  return [
    `Requests of a rollout at the API server; Node ${process.version}.`,
    '',
    row('', ...VERBS, 'all', 'at most', 'wire', 'memory'),
    ...singles.map(({ what, spent, goal }) =>
      row(
        what,
        ...VERBS.map((verb) => String(spent.verbs[verb] ?? 0)),
        String(requestsOf(spent)),
        goal === null ? '-' : String(goal),
        `${(spent.wireBytes / 1e3).toFixed(0)} kB`,
        megabytes(spent.peakBytes),
      ),
    ),
    '',
    `Many canaries at once in one process, each of two steps; a process that rolls out nothing has ${megabytes(idleBytes)}.`,
    '',
    row('', 'requests', 'wire', 'CPU', 'memory', 'peak', 'took'),
    ...crowds.map((crowd) => {
      const each = perRollout(crowd, idleBytes);
      return row(
        `${crowd.count}, each`,
        each.requests.toFixed(1),
        `${(each.wireBytes / 1e3).toFixed(0)} kB`,
        `${each.cpuMs.toFixed(0)} ms`,
        megabytes(each.memoryBytes),
        megabytes(crowd.spent.peakBytes),
        `${(crowd.spent.wallMs / 1e3).toFixed(1)} s`,
      );
    }),
    ...(ratio === null
      ? []
      : [
          '',
          `One of the most against one of ${crowds.find(({ count }) => count > 1)?.count}: ${ratio.requests.toFixed(2)} x the requests, ${ratio.cpu.toFixed(2)} x the CPU; at most ${MOST_RATIO} x.`,
        ]),
  ];
}

export function jsonOf(figures: Figures): string {
  const { singles, crowds, idleBytes } = figures;
  return JSON.stringify({
    benchmark: 'kubernetes',
    idleBytes,
    rollouts: singles.map(({ name, spent, goal }) => ({
      name,
      requests: requestsOf(spent),
      goal,
      verbs: spent.verbs,
      wireBytes: spent.wireBytes,
      peakBytes: spent.peakBytes,
    })),
    crowds: crowds.map((crowd) => ({
      ...perRollout(crowd, idleBytes),
      peakBytes: crowd.spent.peakBytes,
      wallMs: crowd.spent.wallMs,
    })),
    ratio: ratioOf(figures),
    met: missesOf(figures).length === 0,
  });
}

function row(first: string, ...cells: readonly string[]): string {
  return (first.padEnd(38) + cells.map((cell) => cell.padStart(10)).join('')).trimEnd();
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
