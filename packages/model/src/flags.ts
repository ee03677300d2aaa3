import type { LaunchDarklyServer, UnleashServer } from './flag-servers.ts';
import type { GuardPolicy } from './guard.ts';
import type { Millis } from './units.ts';

/** Feature flags: what waits for one, and where they are evaluated. */

/** What a flag can be compared with. */
export type FlagValue = boolean | string | number;

export const FLAG_UNKNOWNS = ['closed', 'open'] as const;
/** How a gate stands whose flag can't be evaluated. */
export type FlagUnknown = (typeof FLAG_UNKNOWNS)[number];

/** Open where the flag's value is `is`. The flag is asked for with the type of that value. */
export interface FlagGate {
  readonly kind: 'flag';
  readonly key: string;
  readonly is: FlagValue;
  /** What follows where it closes during a rollout. */
  readonly then: GuardPolicy;
  readonly unknown: FlagUnknown;
}

/** Where flags are evaluated. Secrets stand in the environment; here are the names of their variables. */
export type FlagProvider =
  | LaunchDarklyFlags
  | FlagdFlags
  | FlagdFileFlags
  | OfrepFlags
  | UnleashFlags
  | EnvironmentVariableFlags
  | FileFlags;

export interface LaunchDarklyFlags {
  readonly kind: 'launchdarkly';
  readonly sdkKeyEnv: string;
  /** A Relay Proxy or another base address, without trailing slash; null: LaunchDarkly itself. */
  readonly url: string | null;
  /** How long the first connection may take. */
  readonly timeout: Millis;
  /** Where the flags' state and history are read; null: nowhere. */
  readonly server: LaunchDarklyServer | null;
}

/** A flagd that evaluates, over gRPC. */
export interface FlagdFlags {
  readonly kind: 'flagd';
  readonly host: string;
  readonly port: number;
  /** Null: not encrypted. */
  readonly tls: FlagdTls | null;
  /** How long a connection may take. */
  readonly deadline: Millis;
}

export interface FlagdTls {
  /** PEM file of the certificates to trust instead of the system's, relative to the workspace. */
  readonly caFile: string | null;
}

/** Definitions as flagd has them, evaluated here. */
export interface FlagdFileFlags {
  readonly kind: 'flagd-file';
  /** Relative to the workspace. */
  readonly file: string;
}

/** The OpenFeature Remote Evaluation Protocol. */
export interface OfrepFlags {
  readonly kind: 'ofrep';
  /** http or https, without credentials, query and trailing slash; the API is below it at /ofrep/v1. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Variable that holds a bearer token. */
  readonly tokenEnv: string | null;
}

export interface UnleashFlags {
  readonly kind: 'unleash';
  /** http or https, without credentials, query and trailing slash; the client API is below it at /client. */
  readonly url: string;
  /** Variable that holds a backend token. */
  readonly tokenEnv: string;
  /** The name under which Unleash knows us. */
  readonly app: string;
  /** Where the flags' state and history are read; null: nowhere. */
  readonly server: UnleashServer | null;
}

/** One environment variable a flag: the key in capitals, with _ for what is neither letter nor digit. */
export interface EnvironmentVariableFlags {
  readonly kind: 'env';
  readonly prefix: string;
}

/** A YAML or JSON file: key -> value, or key -> { value, variant }. */
export interface FileFlags {
  readonly kind: 'file';
  /** Relative to the workspace. */
  readonly file: string;
}
