import type { Json } from '../../github/description/json.ts';
import { textOf, type Definition, type Model, type Property, type TypeName, type ValueOf } from './model.ts';

/** What stands for the parameters of a generic type. */
type Arguments = ReadonlyMap<string, ValueOf>;

/** What is kept of types that lead to all others: of an interface its properties, of a union its members. */
export type Kept = Readonly<Record<string, readonly string[]>>;

const INTEGERS = new Set(['byte', 'short', 'integer', 'long', 'uint', 'ulong']);
const NUMBERS = new Set(['float', 'double']);

/** JSON Schema of some types, and of those that they lead to. What is not kept is refused. */
export class JsonSchemas {
  readonly definitions: Record<string, Json> = {};
  readonly #types: ReadonlyMap<string, Definition>;
  readonly #kept: Kept;

  constructor({ types }: Model, kept: Kept) {
    this.#types = new Map(types.map((type) => [textOf(type.name), type]));
    this.#kept = kept;
  }

  /** @throws Error where there is no such type */
  of(name: string): Definition {
    const found = this.#types.get(name);
    if (found === undefined) throw new Error(`Elastic's model has no ${name}.`);
    return found;
  }

  /** Parameters of a request are texts, of which those that are true or false are taken for it. */
  query(name: string): Json {
    const found = this.of(name);
    return found.kind === 'request' ? this.#object(found.query, new Map(), false) : {};
  }

  answer(name: string): Json {
    const found = this.of(name);
    if (found.kind !== 'response') return {};
    const { body } = found;
    switch (body.kind) {
      case 'value':
        return this.value(body.value, anyFor(found));
      case 'properties':
        return this.#object(body.properties, new Map(), false);
      case 'no_body':
        return {};
    }
  }

  value(value: ValueOf, given: Arguments): Json {
    switch (value.kind) {
      case 'array_of':
        return { type: 'array', items: this.value(value.value, given) };
      case 'union_of':
        return { anyOf: value.items.map((item) => this.value(item, given)) };
      case 'dictionary_of':
        return {
          type: 'object',
          additionalProperties: this.value(value.value, given),
          ...(value.singleKey ? { minProperties: 1, maxProperties: 1 } : {}),
        };
      case 'literal_value':
        return { const: value.value };
      case 'user_defined_value':
        return {};
      case 'instance_of':
        return this.#instance(value.type, value.generics ?? [], given);
    }
  }

  #instance(type: TypeName, generics: readonly ValueOf[], given: Arguments): Json {
    const own = given.get(textOf(type));
    if (own !== undefined) return this.value(own, new Map());
    if (type.namespace === '_builtins') return builtin(type.name);
    if (type.namespace === '_types' && INTEGERS.has(type.name)) return { type: 'integer' };
    if (type.namespace === '_types' && NUMBERS.has(type.name)) return { type: 'number' };
    const found = this.of(textOf(type));
    const filled = generics.map((one) => bound(one, given));
    const name = [textOf(type), ...filled.map(nameOf)].join('-');
    if (!(name in this.definitions)) {
      this.definitions[name] = {};
      this.definitions[name] = this.#definition(found, argumentsFor(found, filled));
    }
    return { $ref: `#/$defs/${name}` };
  }

  #definition(found: Definition, given: Arguments): Json {
    switch (found.kind) {
      case 'type_alias': {
        const kept = this.#kept[textOf(found.name)];
        if (kept === undefined || found.type.kind !== 'union_of') return this.value(found.type, given);
        const items = found.type.items.filter(
          (item) => item.kind === 'instance_of' && kept.includes(item.type.name),
        );
        return this.value({ kind: 'union_of', items }, given);
      }
      case 'enum': {
        if (found.isOpen === true) return { type: 'string' };
        return { enum: found.members.flatMap(({ name, aliases = [] }) => [name, ...aliases]) };
      }
      case 'interface': {
        const { properties, more } = this.#flattened(found, given);
        const whole = this.#object(properties, given, more);
        const brief = properties.find(({ name }) => name === found.shortcutProperty);
        return brief === undefined ? whole : { anyOf: [this.value(brief.type, given), whole] };
      }
      case 'request':
      case 'response':
        throw new Error(`${textOf(found.name)} is no type of a value.`);
    }
  }

  /** With what is inherited; `more`: what other keys may hold. */
  #flattened(
    found: Extract<Definition, { kind: 'interface' }>,
    given: Arguments,
  ): { readonly properties: readonly Property[]; readonly more: Json } {
    const kept = this.#kept[textOf(found.name)];
    const own = found.properties
      .filter(({ name }) => kept?.includes(name) ?? true)
      .map((property) => ({ ...property, type: bound(property.type, given) }));
    const open = found.behaviors?.find(({ type }) => type.name === 'AdditionalProperties');
    const [, held] = open?.generics ?? [];
    const more = open === undefined ? false : held === undefined ? true : this.value(held, given);
    if (found.inherits === undefined) return { properties: own, more };
    const parent = this.of(textOf(found.inherits.type));
    if (parent.kind !== 'interface') return { properties: own, more };
    const filled = (found.inherits.generics ?? []).map((one) => bound(one, given));
    const above = this.#flattened(parent, argumentsFor(parent, filled));
    return { properties: [...above.properties, ...own], more: more === false ? above.more : more };
  }

  #object(properties: readonly Property[], given: Arguments, more: Json): Json {
    return {
      type: 'object',
      properties: Object.fromEntries(
        properties.flatMap(({ name, aliases = [], type }) =>
          [name, ...aliases].map((one) => [one, this.value(type, given)] as const),
        ),
      ),
      required: properties.filter(({ required }) => required).map(({ name }) => name),
      additionalProperties: more,
    };
  }
}

function builtin(name: string): Json {
  switch (name) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'null':
      return { type: name };
    default:
      return {};
  }
}

function argumentsFor(found: Definition, filled: readonly ValueOf[]): Arguments {
  const names = found.generics ?? [];
  return new Map(
    names.map((name, index) => [textOf(name), filled[index] ?? ({ kind: 'user_defined_value' } as const)]),
  );
}

/** Nothing is known of documents. */
function anyFor(found: Definition): Arguments {
  return argumentsFor(found, []);
}

/** With the parameters filled in, however deep they stand. */
function bound(value: ValueOf, given: Arguments): ValueOf {
  switch (value.kind) {
    case 'instance_of':
      return (
        given.get(textOf(value.type)) ?? {
          ...value,
          generics: (value.generics ?? []).map((one) => bound(one, given)),
        }
      );
    case 'array_of':
      return { ...value, value: bound(value.value, given) };
    case 'union_of':
      return { ...value, items: value.items.map((item) => bound(item, given)) };
    case 'dictionary_of':
      return { ...value, value: bound(value.value, given) };
    case 'literal_value':
    case 'user_defined_value':
      return value;
  }
}

function nameOf(value: ValueOf): string {
  switch (value.kind) {
    case 'instance_of':
      return [value.type.name, ...(value.generics ?? []).map(nameOf)].join('-');
    case 'array_of':
      return `${nameOf(value.value)}-list`;
    case 'union_of':
      return value.items.map(nameOf).join('-or-');
    case 'dictionary_of':
      return `${nameOf(value.value)}-by-name`;
    case 'literal_value':
      return String(value.value);
    case 'user_defined_value':
      return 'any';
  }
}
