import {
  findEnvironment,
  formatDiagnostic,
  loadDelivery,
  type Delivery,
  type Environment,
  type Fault,
} from '@glidepath/model';
import { UserError } from './user-error.ts';

/** Where the delivery file is looked for. */
export const DEFAULT_FILE = '.github/delivery.yml';

/** What a user says of where to deliver. Every verb that works on an environment takes it. */
export interface Place {
  /** The delivery file, relative to the workspace. */
  readonly file: string;
  /** Null: the only one there is. */
  readonly environment: string | null;
}

/**
 * The delivery file, read and validated whole.
 * @throws UserError with everything that is wrong with it
 */
export async function readDeliveryFile(workspace: string, file: string): Promise<Delivery> {
  const read = await loadDelivery(file, workspace);
  if (read.ok) return read.delivery;
  throw new UserError(read.diagnostics.map(formatDiagnostic).join('\n'), read.diagnostics);
}

/**
 * The environment that is meant.
 * @throws UserError where there is none of that name, or several and none was named
 */
export function chooseEnvironment(delivery: Delivery, name: string | null): Environment {
  if (name !== null) {
    const found = findEnvironment(delivery, name);
    if (found.ok) return found.environment;
    throw new UserError(sentence(found.fault));
  }
  const [first, second] = delivery.environments;
  if (first !== undefined && second === undefined) return first;
  const names = delivery.environments.map((environment) => environment.name);
  throw new UserError(
    `the delivery file has ${names.length} environments and none was named, write one of ${names.join(', ')}`,
  );
}

/** An environment and the delivery that it is part of. */
export interface Chosen {
  readonly delivery: Delivery;
  readonly environment: Environment;
}

/** @throws UserError */
export async function choose(workspace: string, place: Place): Promise<Chosen> {
  const delivery = await readDeliveryFile(workspace, place.file);
  return { delivery, environment: chooseEnvironment(delivery, place.environment) };
}

/** `what`, `why`, `mend` of a fault as one sentence. */
export function sentence({ what, why, mend }: Fault): string {
  return [what, why, mend].filter((clause) => clause !== undefined).join(', ');
}
