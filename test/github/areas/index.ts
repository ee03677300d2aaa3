import type { Budget } from '../server/budget.ts';
import type { Routes } from '../server/routes.ts';
import type { World } from '../world/world.ts';
import { attestations } from './attestations.ts';
import { checks } from './checks.ts';
import { comments } from './comments.ts';
import { commits } from './commits.ts';
import { contents } from './contents.ts';
import { deployments } from './deployments.ts';
import { dispatches } from './dispatches.ts';
import { environments } from './environments.ts';
import { gitObjects } from './git-objects.ts';
import { gitRefs } from './git-refs.ts';
import { issues } from './issues.ts';
import { labels } from './labels.ts';
import { people } from './people.ts';
import { pulls } from './pulls.ts';
import { rateLimit } from './rate-limit.ts';
import { releases } from './releases.ts';
import { repository } from './repository.ts';
import { runs } from './runs.ts';

/** All that is served. The next area is one file and one line here. */
export function routesOf(world: World, budget: Budget): Partial<Routes> {
  return {
    ...attestations(world),
    ...checks(world),
    ...comments(world),
    ...commits(world),
    ...contents(world),
    ...deployments(world),
    ...dispatches(world),
    ...environments(world),
    ...gitObjects(world),
    ...gitRefs(world),
    ...issues(world),
    ...labels(world),
    ...people(world),
    ...pulls(world),
    ...rateLimit(budget),
    ...releases(world),
    ...repository(world),
    ...runs(world),
  };
}
