import type { Platform } from '../registry/manifest.ts';
import { formatPlatform } from '../registry/platform.ts';
import { instructionsOf } from './instructions.ts';

/**
 * The images that a Dockerfile takes something from, as it names them: after FROM, COPY --from and RUN --mount=from. Also
 * those of stages that a target does not need.
 * @param platforms what is built for; at least one
 * @param host the platform of the builder
 */
export function basesOf(
  dockerfile: string,
  args: Readonly<Record<string, string>>,
  platforms: readonly Platform[],
  host: Platform,
): readonly string[] {
  const found = platforms.flatMap((platform) => basesFor(dockerfile, args, platform, host));
  return [...new Set(found)].sort();
}

function basesFor(
  dockerfile: string,
  args: Readonly<Record<string, string>>,
  platform: Platform,
  host: Platform,
): readonly string[] {
  const values = new Map([...platformArgs('TARGET', platform), ...platformArgs('BUILD', host)]);
  const stages = new Set<string>();
  const found: string[] = [];
  let count = 0;
  const add = (name: string): void => {
    const isStage = stages.has(name.toLowerCase()) || (/^\d+$/.test(name) && Number(name) < count);
    if (name !== 'scratch' && name !== '' && !isStage) found.push(name);
  };
  for (const { text } of instructionsOf(dockerfile)) {
    const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
    switch (word.toUpperCase()) {
      case 'ARG':
        // Those of a stage are not known to FROM.
        if (count === 0)
          for (const [name, value] of argsIn(rest, values)) values.set(name, args[name] ?? value);
        break;
      case 'FROM': {
        const [name = '', as, stage] = rest.split(/\s+/).filter((part) => !part.startsWith('--'));
        add(expanded(unquoted(name), values));
        if (as?.toUpperCase() === 'AS' && stage !== undefined) stages.add(stage.toLowerCase());
        count += 1;
        break;
      }
      case 'COPY':
      case 'ADD':
      case 'RUN':
        for (const name of sourcesIn(rest)) add(name);
        break;
      default:
    }
  }
  return found;
}

/** Before the first word that is no flag. */
function sourcesIn(rest: string): readonly string[] {
  const flags = /^(?:--\S+\s+)*/.exec(rest)?.[0].trim().split(/\s+/) ?? [];
  return flags.flatMap((flag) => {
    if (flag.startsWith('--from=')) return [flag.slice('--from='.length)];
    if (!flag.startsWith('--mount=')) return [];
    const fields = flag.slice('--mount='.length).split(',');
    return fields.filter((field) => field.startsWith('from=')).map((field) => field.slice('from='.length));
  });
}

function argsIn(rest: string, values: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...rest.matchAll(/([A-Za-z_]\w*)(?:=("[^"]*"|'[^']*'|\S*))?/g)].map(([, name = '', value]) => [
    name,
    value === undefined ? (values.get(name) ?? '') : expanded(unquoted(value), values),
  ]);
}

function unquoted(text: string): string {
  return /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}

/** `$A`, `${A}`, `${A:-otherwise}` and `${A:+instead}`. */
function expanded(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$\{(\w+)(?::([-+])([^}]*))?\}|\$(\w+)/g,
    (_, braced?: string, how?: string, word: string = '', plain: string = '') => {
      const value = values.get(braced ?? plain) ?? '';
      if (how === '-') return value === '' ? word : value;
      return how === '+' ? (value === '' ? '' : word) : value;
    },
  );
}

function platformArgs(
  prefix: 'TARGET' | 'BUILD',
  platform: Platform,
): readonly (readonly [string, string])[] {
  return [
    [`${prefix}PLATFORM`, formatPlatform(platform)],
    [`${prefix}OS`, platform.os],
    [`${prefix}ARCH`, platform.architecture],
    [`${prefix}VARIANT`, platform.variant ?? ''],
  ];
}
