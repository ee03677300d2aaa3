import { loadDelivery, type Diagnostic } from '@glidepath/model';
import { chooseEnvironment } from './delivery-file.ts';
import type { Surroundings } from './surroundings.ts';

export interface ValidateOptions {
  readonly file: string;
  /** An environment that must be there; null: any. */
  readonly environment: string | null;
}

export interface ValidateAnswer {
  readonly version: 1;
  readonly verb: 'validate';
  readonly file: string;
  readonly valid: boolean;
  readonly service: string | null;
  /** In the file's order. */
  readonly environments: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Whether the delivery file can be used, with everything that is wrong with it.
 * @throws UserError where the environment that was named is not in it
 */
export async function validate(
  { workspace }: Pick<Surroundings, 'workspace'>,
  { file, environment }: ValidateOptions,
): Promise<ValidateAnswer> {
  const read = await loadDelivery(file, workspace);
  const answer = { version: 1, verb: 'validate', file } as const;
  if (!read.ok)
    return { ...answer, valid: false, service: null, environments: [], diagnostics: read.diagnostics };
  if (environment !== null) chooseEnvironment(read.delivery, environment);
  const { service, environments } = read.delivery;
  return {
    ...answer,
    valid: true,
    service,
    environments: environments.map(({ name }) => name),
    diagnostics: [],
  };
}
