import type { operations } from '@octokit/openapi-types';
import type { Reply } from './reply.ts';
import type { Caller } from './tokens.ts';

/** GitHub's own names of what can be asked: `git/create-ref`. */
export type OperationId = keyof operations;

/** A call that has passed GitHub's description. */
export interface Asked<Op extends OperationId> {
  readonly path: PathOf<operations[Op]>;
  readonly query: QueryOf<operations[Op]>;
  readonly body: BodyOf<operations[Op]>;
  readonly caller: Caller;
  /** The path as it was called, without the query: lists link to their other pages with it. */
  readonly pathname: string;
  readonly search: URLSearchParams;
  /** The media types that the caller takes. */
  readonly accept: string;
}

interface NoParameters {
  readonly [name: string]: undefined;
}

type PathOf<Operation> = Operation extends { parameters: { path: infer Path } } ? Path : NoParameters;

type QueryOf<Operation> = Operation extends { parameters: { query?: infer Query } }
  ? NonNullable<Query>
  : NoParameters;

type BodyOf<Operation> = Operation extends { requestBody: { content: { 'application/json': infer Body } } }
  ? Body
  : Operation extends { requestBody?: { content: { 'application/json': infer Body } } }
    ? Body | undefined
    : undefined;

export type Handler<Op extends OperationId> = (asked: Asked<Op>) => Reply | Promise<Reply>;

/** Who answers what. An area of the emulator serves some of them. */
export type Routes = { readonly [Op in OperationId]: Handler<Op> };

/** A handler when only the running server knows which. */
export type AnyHandler = (asked: Asked<never>) => Reply | Promise<Reply>;
