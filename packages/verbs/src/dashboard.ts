import { dashboardOf, type Dashboard } from '@glidepath/dashboard';
import { choose, type Place } from './delivery-file.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * A Grafana dashboard for the rollouts in an environment, as Grafana imports it. Nothing is asked of anybody.
 * @throws UserError
 */
export async function dashboard(
  { workspace }: Pick<Surroundings, 'workspace'>,
  place: Place,
): Promise<Dashboard> {
  const { delivery, environment } = await choose(workspace, place);
  return dashboardOf(delivery, environment);
}
