import type { Entry, Witness } from '@glidepath/conductor';
import type { Delivery, Environment, Release } from '@glidepath/model';
import type { Rollout } from '@glidepath/rollout';
import { described, isReturn, statusAfter, type DeploymentStatus } from './deployment-status.ts';
import { DeploymentRecords } from './deployment-records.ts';
import type { GitHub } from './client.ts';
import { GitHubError } from './faults.ts';
import { mayHaveHappened } from './answers.ts';

export interface DeploymentOptions {
  readonly service: string;
  readonly environment: Pick<Environment, 'name' | 'url'>;
  /** Whether GitHub is to show it as production; `isProduction` says what a delivery file means. */
  readonly production: boolean;
  /** Where a person can look at this run. */
  readonly runUrl: string | null;
  /** Hears, once, why deployments are not written. */
  readonly note: (text: string) => void;
  /** Aborts when the run is told to stop. */
  readonly stop: AbortSignal;
}

/** How long `settle` waits at the most: as the run's own end, and once it was told to stop. Milliseconds. */
const PATIENCE = 90_000;
const HURRY = 1_500;

/**
 * Shows each rollout as one deployment on GitHub. A run that takes a rollout over goes on with its deployment.
 *
 * Calls of a rollout of n steps that goes well: n + 6. One makes the deployment, n + 3 tell of its way, two set the one
 * before inactive, since GitHub does that by itself for neither production nor another environment's name.
 */
export function createDeployments(github: GitHub, options: DeploymentOptions): Witness {
  return new Deployments(github, options);
}

/** By its name; where none has such a name, the environments that come last. */
export function isProduction(
  { environments }: Pick<Delivery, 'environments'>,
  { name }: Pick<Environment, 'name'>,
): boolean {
  const named = environments.filter((one) => /^prod(uction)?$/i.test(one.name));
  const last = environments.filter((one) => !environments.some(({ after }) => after === one.name));
  return (named.length > 0 ? named : last).some((one) => one.name === name);
}

class Deployments implements Witness {
  readonly #options: DeploymentOptions;
  readonly #records: DeploymentRecords;
  /** Deployments of the rollouts that this run has told of, by rollout. */
  readonly #ids = new Map<string, number>();
  #work: Promise<void> = Promise.resolve();
  #waiting = 0;
  #noted = false;
  #givenUp = false;

  constructor(github: GitHub, options: DeploymentOptions) {
    this.#options = options;
    this.#records = new DeploymentRecords(github, options);
  }

  entry(entry: Entry): void {
    const status = statusAfter(entry);
    const { rollout } = entry.state;
    if (status === null || rollout === null) return;
    this.#waiting += 1;
    this.#work = this.#after(this.#work, () => this.#tell(rollout, status, entry.event.kind));
  }

  async #after(before: Promise<void>, work: () => Promise<void>): Promise<void> {
    await before;
    if (!this.#givenUp) await this.#try(work);
    this.#waiting -= 1;
  }

  async settle(): Promise<void> {
    const time = new TimeLeft(this.#options.stop);
    try {
      await Promise.race([this.#work, time.up]);
    } finally {
      time.clear();
    }
    if (this.#waiting === 0) return;
    this.#givenUp = true;
    this.#trouble(`${this.#waiting} of its statuses were not written in time.`);
  }

  async #tell(rollout: Rollout, status: DeploymentStatus, kind: Entry['event']['kind']): Promise<void> {
    const id = await this.#deploymentOf(rollout, kind);
    await this.#records.setStatus(id, status);
    if (rollout.phase.kind === 'ended') await this.#retire(rollout, status);
  }

  async #deploymentOf(rollout: Rollout, kind: Entry['event']['kind']): Promise<number> {
    const known = this.#ids.get(rollout.id);
    if (known !== undefined) return known;
    const begins = kind === 'started' || (kind === 'rolling-back' && isReturn(rollout));
    const found = begins ? null : await this.#records.newestOf((record) => record.rollout === rollout.id);
    const id = found?.id ?? (await this.#create(rollout));
    this.#ids.set(rollout.id, id);
    return id;
  }

  async #create(rollout: Rollout): Promise<number> {
    const release = subjectOf(rollout);
    try {
      return await this.#records.create(release, rollout.id);
    } catch (error) {
      // GitHub may have made it all the same; a second one would say the same twice.
      if (!mayHaveHappened(error)) throw error;
      this.#records.forget();
      const found = await this.#records.newestOf((record) => record.rollout === rollout.id);
      if (found === null) throw error;
      return found.id;
    }
  }

  /** The deployment of the release that has gone gets its last word. */
  async #retire(rollout: Rollout, { state }: DeploymentStatus): Promise<void> {
    if (state !== 'success') return;
    const gone = isReturn(rollout) ? rollout.release : rollout.stable;
    const name = subjectOf(rollout).name;
    if (gone === null) return;
    const before = await this.#records.newestOf((record) => record.digest === gone.digest);
    if (before === null) return;
    const last = isReturn(rollout)
      ? described('failure', `rolled back to ${name}`)
      : described('inactive', `replaced by ${name}`);
    await this.#records.setStatus(before.id, last);
  }

  /** Trouble with one status leaves the next a chance, unless GitHub says no. */
  async #try(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof GitHubError && FINAL.has(error.fault)) this.#givenUp = true;
      this.#trouble(error instanceof Error ? error.message : String(error));
    }
  }

  #trouble(why: string): void {
    if (this.#noted) return;
    this.#noted = true;
    const { service, environment } = this.#options;
    this.#options.note(
      `The deployment of ${service} to ${environment.name} is not shown as it is on GitHub; the rollout goes on all the same. ${why}`,
    );
  }
}

const FINAL: ReadonlySet<GitHubError['fault']> = new Set([
  'unauthorized',
  'forbidden',
  'not-found',
  'refused',
]);

/** The release that a rollout's deployment is of. */
function subjectOf(rollout: Rollout): Release {
  return isReturn(rollout) ? (rollout.stable ?? rollout.release) : rollout.release;
}

/** Ends after a while, or soon after the run is told to stop. */
class TimeLeft {
  readonly up: Promise<void>;
  readonly #stop: AbortSignal;
  #timer: NodeJS.Timeout | undefined;
  #ring: () => void = () => {};

  constructor(stop: AbortSignal) {
    this.#stop = stop;
    this.up = new Promise((resolve) => {
      this.#ring = resolve;
    });
    this.#set(stop.aborted ? HURRY : PATIENCE);
    stop.addEventListener('abort', this.#hurry, { once: true });
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#stop.removeEventListener('abort', this.#hurry);
  }

  readonly #hurry = (): void => this.#set(HURRY);

  #set(length: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#ring, length);
  }
}
