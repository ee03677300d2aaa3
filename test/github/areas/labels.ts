import { listReply } from '../server/pages.ts';
import { invalid, notFound } from '../server/reply.ts';
import type { Routes } from '../server/routes.ts';
import type { Issue, Label } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { nodeId, now } from '../world/world.ts';

type LabelGiven = string | { readonly name?: string };

/** Labels of the repository and on issues. Their names do not tell upper from lower case. */
export function labels(world: World) {
  const view = (label: Label) => labelView(world, label);

  return {
    'issues/list-labels-for-repo'(asked) {
      return listReply([...world.labels.values()], asked, world.url, view);
    },

    'issues/create-label'({ body: { name, color = 'ededed', description = null } }) {
      if (world.labels.has(name.toLowerCase())) {
        throw invalid({ resource: 'Label', field: 'name', code: 'already_exists' });
      }
      if (!/^[0-9a-f]{6}$/i.test(color))
        throw invalid({ resource: 'Label', field: 'color', code: 'invalid' });
      const label: Label = { id: world.id(), name, color, description };
      world.labels.set(name.toLowerCase(), label);
      return { status: 201, body: view(label), headers: { location: urlOf(world, name) } };
    },

    'issues/get-label'({ path }) {
      const label = world.labels.get(path.name.toLowerCase());
      if (label === undefined) throw notFound();
      return { status: 200, body: view(label) };
    },

    'issues/list-labels-on-issue'(asked) {
      return listReply(labelsOf(world, found(asked.path.issue_number)), asked, world.url, view);
    },

    'issues/add-labels'({ path, body }) {
      const issue = found(path.issue_number);
      return changed(issue, [...issue.labels, ...named(world, body?.labels ?? [])]);
    },

    'issues/set-labels'({ path, body }) {
      return changed(found(path.issue_number), named(world, body?.labels ?? []));
    },

    'issues/remove-label'({ path }) {
      const issue = found(path.issue_number);
      const isIt = (name: string) => name.toLowerCase() === path.name.toLowerCase();
      if (!issue.labels.some(isIt)) throw notFound();
      return changed(
        issue,
        issue.labels.filter((name) => !isIt(name)),
      );
    },
  } satisfies Partial<Routes>;

  function found(number: number): Issue {
    const issue = world.issues.get(number);
    if (issue === undefined) throw notFound();
    return issue;
  }

  function changed(issue: Issue, names: readonly string[]) {
    issue.labels = [...new Set(names)];
    issue.updatedAt = now();
    return { status: 200, body: labelsOf(world, issue).map(view) };
  }
}

/** The names as the repository knows them. GitHub makes a label that it does not know. */
export function named(world: World, given: readonly LabelGiven[]): readonly string[] {
  const names = given.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  for (const name of names) {
    const key = name.toLowerCase();
    if (!world.labels.has(key))
      world.labels.set(key, { id: world.id(), name, color: 'ededed', description: null });
  }
  return names.map((name) => world.labels.get(name.toLowerCase())?.name ?? name);
}

export function labelsOf(world: World, issue: Issue): readonly Label[] {
  return issue.labels.flatMap((name) => world.labels.get(name.toLowerCase()) ?? []);
}

export function labelView(world: World, { id, name, color, description }: Label): Record<string, unknown> {
  return {
    id,
    node_id: nodeId('Label', id),
    url: urlOf(world, name),
    name,
    color,
    // Inside of some lists GitHub's description of itself wants text.
    description: description ?? '',
    default: false,
  };
}

function urlOf(world: World, name: string): string {
  return `${world.api}/labels/${encodeURIComponent(name)}`;
}
