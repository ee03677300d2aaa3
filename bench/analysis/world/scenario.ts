/** What a scenario says; everything else about a rollout in it is chance. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** Share of the stable release's requests that fail, at the start. */
  readonly baseRate: number;
  /** The SLO's error budget: the share that may fail. */
  readonly budget: number;
  /** Of both releases together. */
  readonly requestsPerSecond: number;
  /** The candidate's share of traffic until the verdict, percent. */
  readonly weight: number;
  /** How long the candidate is watched at most. */
  readonly minutes: number;
  /** Into how many series (instances) the stable release's counters are divided. */
  readonly series: number;
  /** Mean number of requests that fail together; 1 where they fail independently. */
  readonly cluster: number;
  readonly drift: Drift | null;
  readonly incident: Incident | null;
  readonly coldStart: ColdStart | null;
  readonly noise: Noise | null;
}

/** Moves both releases alike. */
export interface Drift {
  /** Standard deviation of ln of the failure rate's change in an hour: a random walk. */
  readonly walk: number;
  /** Amplitude of a day's wave, a share of the mean, in traffic and failure rate; its phase is chance. */
  readonly wave: number;
}

/** For some time requests of both releases fail `factor` times as often. */
export interface Incident {
  readonly factor: number;
  readonly forSeconds: number;
  /** From the rollout's start; null for any time. */
  readonly atSecond: number | null;
}

/** The candidate, any one, fails `factor` times as often at first. */
export interface ColdStart {
  readonly factor: number;
  readonly forSeconds: number;
}

/** Each release's rate is multiplied by lognormal noise of mean 1, drawn anew for each release every so often. */
export interface Noise {
  /** Standard deviation of its logarithm. */
  readonly deviation: number;
  readonly everySeconds: number;
}

/** How often the candidate fails, over the stable release. */
export const RELEASES = { healthy: 1, x2: 2, x5: 5, x10: 10 } as const;
export type ReleaseName = keyof typeof RELEASES;
export const RELEASE_NAMES = ['healthy', 'x2', 'x5', 'x10'] as const satisfies readonly ReleaseName[];

/** Seconds between two looks at the counters. */
export const POLL_S = 5;
/** The stable release's minutes that are known before the rollout. */
export const HISTORY_MINUTES = 30;

export const DEFAULTS: Scenario = {
  name: 'iid',
  about: 'independent requests at a steady rate',
  baseRate: 0.005,
  budget: 0.01,
  requestsPerSecond: 100,
  weight: 10,
  minutes: 60,
  series: 8,
  cluster: 1,
  drift: null,
  incident: null,
  coldStart: null,
  noise: null,
};

export const SCENARIOS: readonly Scenario[] = [
  DEFAULTS,
  {
    ...DEFAULTS,
    name: '5rps-50',
    about: '5 requests/s, half of them to the candidate',
    requestsPerSecond: 5,
    weight: 50,
  },
  {
    ...DEFAULTS,
    name: '2rps-10',
    about: '2 requests/s, a tenth of them to the candidate',
    requestsPerSecond: 2,
  },
  {
    ...DEFAULTS,
    name: 'drift',
    about: 'traffic and failures drift for both, on a daily wave',
    drift: { walk: 0.5, wave: 0.5 },
  },
  {
    ...DEFAULTS,
    name: 'incident',
    about: 'for 5 minutes both fail 20 times as often',
    incident: { factor: 20, forSeconds: 300, atSecond: null },
  },
  {
    ...DEFAULTS,
    name: 'cold-start',
    about: 'the candidate fails 8 times as often for its first 60 s',
    coldStart: { factor: 8, forSeconds: 60 },
  },
  {
    ...DEFAULTS,
    name: 'noise',
    about: 'each release has its own noise, anew each minute',
    noise: { deviation: 0.5, everySeconds: 60 },
  },
  { ...DEFAULTS, name: 'clustered', about: 'requests fail in clusters of 4 on average', cluster: 4 },
];
