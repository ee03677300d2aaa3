import * as z from 'zod/mini';

/** Elastic's own model of its API, as far as it is read here: types, and where they stand. */

const typeName = z.object({ namespace: z.string(), name: z.string() });
export type TypeName = z.output<typeof typeName>;

export type ValueOf =
  | {
      readonly kind: 'instance_of';
      readonly type: TypeName;
      readonly generics?: readonly ValueOf[] | undefined;
    }
  | { readonly kind: 'array_of'; readonly value: ValueOf }
  | { readonly kind: 'union_of'; readonly items: readonly ValueOf[] }
  | {
      readonly kind: 'dictionary_of';
      readonly key: ValueOf;
      readonly value: ValueOf;
      readonly singleKey: boolean;
    }
  | { readonly kind: 'literal_value'; readonly value: string | number | boolean }
  | { readonly kind: 'user_defined_value' };

const valueOf: z.ZodMiniType<ValueOf> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('instance_of'),
      type: typeName,
      generics: z.optional(z.array(valueOf)),
    }),
    z.object({ kind: z.literal('array_of'), value: valueOf }),
    z.object({ kind: z.literal('union_of'), items: z.array(valueOf) }),
    z.object({ kind: z.literal('dictionary_of'), key: valueOf, value: valueOf, singleKey: z.boolean() }),
    z.object({ kind: z.literal('literal_value'), value: z.union([z.string(), z.number(), z.boolean()]) }),
    z.object({ kind: z.literal('user_defined_value') }),
  ]),
);

const property = z.object({
  name: z.string(),
  aliases: z.optional(z.array(z.string())),
  required: z.boolean(),
  type: valueOf,
});
export type Property = z.output<typeof property>;

const inherits = z.object({ type: typeName, generics: z.optional(z.array(valueOf)) });
const common = { name: typeName, generics: z.optional(z.array(typeName)) };
const definition = z.discriminatedUnion('kind', [
  z.object({
    ...common,
    kind: z.literal('interface'),
    inherits: z.optional(inherits),
    behaviors: z.optional(z.array(inherits)),
    properties: z.array(property),
    shortcutProperty: z.optional(z.string()),
  }),
  z.object({ ...common, kind: z.literal('type_alias'), type: valueOf }),
  z.object({
    ...common,
    kind: z.literal('enum'),
    isOpen: z.optional(z.boolean()),
    members: z.array(z.object({ name: z.string(), aliases: z.optional(z.array(z.string())) })),
  }),
  z.object({ ...common, kind: z.literal('request'), query: z.array(property) }),
  z.object({
    ...common,
    kind: z.literal('response'),
    body: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('value'), value: valueOf }),
      z.object({ kind: z.literal('properties'), properties: z.array(property) }),
      z.object({ kind: z.literal('no_body') }),
    ]),
  }),
]);
export type Definition = z.output<typeof definition>;

export const model = z.object({
  types: z.array(definition),
  endpoints: z.array(
    z.object({
      name: z.string(),
      urls: z.array(z.object({ path: z.string(), methods: z.array(z.string()) })),
    }),
  ),
});
export type Model = z.output<typeof model>;

export function textOf({ namespace, name }: TypeName): string {
  return `${namespace}.${name}`;
}
