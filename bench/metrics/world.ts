import { digest, readDelivery, type Release, type Slo } from '@glidepath/model';

/** A monitoring system with figures of two releases in it. */
export interface World {
  /** Where it answers. */
  readonly url: string;
  /** What a delivery file has to say, the address being another one. */
  slos(url: string): readonly Slo[];
  readonly env: Readonly<Record<string, string>>;
  /** Milliseconds since 1970, for sources that ask for a time. */
  now(): number;
  /** Some minutes go by in which both releases answer requests. */
  pass(): void;
  close(): Promise<void>;
}

/** How much there is to ask for. */
export interface Load {
  readonly slis: number;
  /** Instances of the service. */
  readonly targets: number;
}

/** Starts a world; loaded only when it is measured. */
export type Start = (load: Load) => Promise<World>;

export const STABLE = releaseNamed('v1', 'a');
export const CANDIDATE = releaseNamed('v2', 'b');

function releaseNamed(name: string, letter: string): Release {
  return {
    digest: digest(`sha256:${letter.repeat(64)}`),
    name,
    commit: letter.repeat(40),
    committedAt: null,
  };
}

/** The first SLI is one of availability, the next one of latency, and so on: `text` says how each is measured. */
export function slosOf(
  { slis }: Load,
  text: (index: number, kind: 'availability' | 'latency') => string,
  sources: string,
): readonly Slo[] {
  const names = Array.from({ length: slis }, (_, index) => `slo-${index}`);
  const read = readDelivery(
    `service: shop
environments:
  production:
    target: { local: { artifact: app, command: [node], port: 8080 } }
    strategy: canary
    slos: [${names.join(', ')}]
slos:
${names.map((name, index) => `  ${name}: ${text(index, index % 2 === 0 ? 'availability' : 'latency')}`).join('\n')}
sources: ${sources}
`,
    'delivery.yml',
  );
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics, null, 2));
  return read.delivery.environments[0]?.slos ?? [];
}
