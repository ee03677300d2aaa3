import type { Json } from '@glidepath/model';
import type { AuditRecord, EnvironmentRecord, FlagRecord } from './records.ts';

/** A flag as the API shows it, with the environments that were asked for; none: all. */
export function flagView(flag: FlagRecord, asked: readonly string[]): Json {
  const { project, key } = flag;
  const shown = [...flag.environments].filter(([name]) => asked.length === 0 || asked.includes(name));
  return {
    name: key,
    kind: flag.variations.every(({ value }) => typeof value === 'boolean') ? 'boolean' : 'multivariate',
    key,
    _version: flag.version,
    creationDate: flag.createdAt,
    variations: flag.variations.map(({ id, ...variation }) => ({ _id: id, ...variation })),
    temporary: true,
    tags: [],
    _links: { self: { href: `/api/v2/flags/${project}/${key}`, type: 'application/json' } },
    experiments: { baselineIdx: 0, items: [] },
    customProperties: {},
    archived: flag.archived,
    environments: Object.fromEntries(
      shown.map(([name, settings]) => [name, environmentView(name, settings, flag)]),
    ),
  };
}

function environmentView(name: string, settings: EnvironmentRecord, { key, archived }: FlagRecord): Json {
  const { on, offVariation, fallthrough, targets, rules, version, lastModified } = settings;
  return {
    on,
    archived,
    salt: '00',
    sel: '00',
    lastModified,
    version,
    targets: targets.map(({ values, variation }) => ({
      values: [...values],
      variation,
      contextKind: 'user',
    })),
    contextTargets: [],
    rules: rules.map(({ id, attribute, variation }) => ({
      _id: id,
      variation,
      clauses: [{ attribute, op: 'in', values: ['yes'], negate: false, contextKind: 'user' }],
      trackEvents: false,
    })),
    fallthrough:
      'variation' in fallthrough
        ? { variation: fallthrough.variation }
        : {
            rollout: {
              ...fallthrough.rollout,
              variations: fallthrough.rollout.variations.map((share) => ({ ...share })),
            },
          },
    ...(offVariation === null ? {} : { offVariation }),
    prerequisites: [],
    _site: { href: `/default/${name}/features/${key}`, type: 'text/html' },
    _environmentName: name,
    trackEvents: false,
    trackEventsFallthrough: false,
  };
}

export function auditView(records: readonly AuditRecord[]): Json {
  return { items: records.map(entryView), _links: { self: { href: '/api/v2/auditlog' } } };
}

function entryView({ id, at, by, comment, accesses, name }: AuditRecord): Json {
  return {
    _links: { self: { href: `/api/v2/auditlog/${id}` } },
    _id: id,
    _accountId: 'account',
    date: at,
    accesses: accesses.map((access) => ({ ...access })),
    kind: 'flag',
    name,
    description: '',
    shortDescription: '',
    ...(comment === '' ? {} : { comment }),
    ...(by.kind === 'member'
      ? {
          member: {
            _id: 'member',
            email: 'someone@example.com',
            firstName: by.firstName,
            lastName: by.lastName,
          },
        }
      : { token: { _id: 'token', name: by.name, ending: '0000', serviceToken: true } }),
  };
}
