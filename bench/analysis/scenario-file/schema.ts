import { parseDuration, type Parsed } from '@glidepath/model';
import * as z from 'zod/mini';
import { faulty, parsed } from '../../../packages/model/src/fault.ts';
import { duration, keyName, mapping, percentage, read } from '../../../packages/model/src/file/scalars.ts';
import { DEFAULTS, type Scenario } from '../world/scenario.ts';

/** A file of scenarios as it is written: each by its name, with what differs from the default scenario. */

const MINUTE_MS = 60_000;
const LONGEST_MINUTES = 24 * 60;

function amount(least: number, most: number, mend: string) {
  return z.number({ error: mend }).check(z.minimum(least, { error: mend }), z.maximum(most, { error: mend }));
}

function between(above: number, below: number) {
  return percentage((value) =>
    value > above && value < below ? null : { mend: `write more than ${above}% and less than ${below}%` },
  );
}

const FACTOR = 'write a number from 0 to 10000, such as 20';
const TRAFFIC = 'write a number of requests a second from 0.01 to 1000000, such as 100';
const SERIES = 'write a whole number from 1 to 1000, such as 8';
const CLUSTER = 'write a number from 1 to 1000, such as 4; 1 is no clusters';
const DEVIATION = 'write a number from 0 to 5, such as 0.5';
const LENGTH = 'write whole minutes up to 24h, such as 60m';

const Minutes = read((text): Parsed<number> => {
  const length = parseDuration(text);
  if (!length.ok) return length;
  const minutes = length.value / MINUTE_MS;
  const isSound = Number.isInteger(minutes) && minutes >= 1 && minutes <= LONGEST_MINUTES;
  return isSound ? parsed(minutes) : faulty(`is ${text}`, null, LENGTH);
}, LENGTH);

const Wave = percentage((value) => (value < 100 ? null : { mend: 'write less than 100%, such as 50%' }));

const DriftForm = mapping(
  {
    walk: z.prefault(amount(0, 5, DEVIATION), 0),
    wave: z.prefault(Wave, '0%'),
  },
  'write for example { walk: 0.5, wave: 50% }',
);
const IncidentForm = mapping(
  {
    factor: amount(0, 10_000, FACTOR),
    for: duration('5s'),
    at: z.optional(duration()),
  },
  'write for example { factor: 20, for: 5m, at: 20m }',
);
const ColdStartForm = mapping(
  { factor: amount(0, 10_000, FACTOR), for: duration('5s') },
  'write for example { factor: 8, for: 60s }',
);
const NoiseForm = mapping(
  { deviation: amount(0, 5, DEVIATION), every: z.prefault(duration('5s'), '1m') },
  'write for example { deviation: 0.5, every: 1m }',
);

const ScenarioForm = mapping(
  {
    about: z.optional(z.string({ error: 'write a line of text' })),
    'base-rate': z.optional(between(0, 100)),
    budget: z.optional(between(0, 100)),
    rps: z.optional(amount(0.01, 1_000_000, TRAFFIC)),
    weight: z.optional(between(0, 100)),
    length: z.optional(Minutes),
    series: z.optional(amount(1, 1_000, SERIES).check(z.multipleOf(1, { error: SERIES }))),
    cluster: z.optional(amount(1, 1_000, CLUSTER)),
    drift: z.optional(DriftForm),
    incident: z.optional(IncidentForm),
    'cold-start': z.optional(ColdStartForm),
    noise: z.optional(NoiseForm),
  },
  'write for example { rps: 40, weight: 20% }',
);

const SCENARIOS_MEND = 'write for example scenarios: { night: { rps: 5 } }';
const Scenarios = z.record(keyName(), ScenarioForm, { error: SCENARIOS_MEND });

export const ScenarioFile = mapping({ scenarios: Scenarios }, SCENARIOS_MEND);

export function scenariosOf({ scenarios }: z.output<typeof ScenarioFile>): readonly Scenario[] {
  return Object.entries(scenarios).map(([name, form]) => scenarioOf(name, form));
}

function scenarioOf(name: string, form: z.output<typeof ScenarioForm>): Scenario {
  const { drift, incident, noise } = form;
  const coldStart = form['cold-start'];
  return {
    name,
    about: form.about ?? 'from a file',
    baseRate: shareOf(form['base-rate'], DEFAULTS.baseRate),
    budget: shareOf(form.budget, DEFAULTS.budget),
    requestsPerSecond: form.rps ?? DEFAULTS.requestsPerSecond,
    weight: form.weight ?? DEFAULTS.weight,
    minutes: form.length ?? DEFAULTS.minutes,
    series: form.series ?? DEFAULTS.series,
    cluster: form.cluster ?? DEFAULTS.cluster,
    drift: drift === undefined ? null : { walk: drift.walk, wave: drift.wave / 100 },
    incident:
      incident === undefined
        ? null
        : {
            factor: incident.factor,
            forSeconds: incident.for / 1000,
            atSecond: incident.at === undefined ? null : incident.at / 1000,
          },
    coldStart:
      coldStart === undefined ? null : { factor: coldStart.factor, forSeconds: coldStart.for / 1000 },
    noise: noise === undefined ? null : { deviation: noise.deviation, everySeconds: noise.every / 1000 },
  };
}

function shareOf(percentage: number | undefined, otherwise: number): number {
  return percentage === undefined ? otherwise : percentage / 100;
}
