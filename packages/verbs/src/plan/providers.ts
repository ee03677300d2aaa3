import type { FlagContext, FlagRecord, FlagTrouble } from '@glidepath/conductor';
import { millis, type FlagProvider, type FlagServer } from '@glidepath/model';
import { lastChangeOf } from '../file-history.ts';
import { questionOf } from '../flags/answers.ts';
import { keyOf, type Found, type Use } from './flag.ts';
import type { Surroundings } from '../surroundings.ts';

/** Where the flags of a plan are looked up. */
export interface PlanProviders {
  /** What is known of one flag now. Never throws. */
  ask(use: Use, flags: FlagProvider | null, context: FlagContext): Promise<Found>;
  close(): Promise<void>;
}

/** How long a provider may take; all are asked at the same time, and with its start a plan takes 10 s at most. */
const LIMIT = millis(8_000);
const NOWHERE: FlagTrouble = {
  kind: 'trouble',
  code: 'not-found',
  why: 'the delivery file does not say where flags are evaluated',
  mend: 'write flags: { file: .github/flags.yml }',
};

/** Providers are loaded, each is opened once, and it is asked once for a flag, whoever names it. */
export async function providersFor({
  workspace,
  env,
  clock,
}: Pick<Surroundings, 'workspace' | 'env' | 'clock'>): Promise<PlanProviders> {
  const { createFlags, createInventory, createServerInventory } = await import('@glidepath/flags/registry');
  const changes = new Kept(async (file: string) => lastChangeOf(workspace, file));
  const context = { env, workspace, lastChange: async (file: string) => changes.of(file) };
  const sources = new Kept(async (provider: FlagProvider) =>
    createFlags(provider, { env, workspace, now: () => clock.now() }),
  );
  const records = new Kept(async ({ place, key }: Wanted): Promise<FlagRecord | FlagTrouble | null> => {
    const { from } = place;
    const inventory =
      from === 'server'
        ? await createServerInventory(place.server, context)
        : await createInventory(place.provider, context);
    return (await inventory?.look([key], LIMIT))?.[0] ?? null;
  });
  return {
    async ask(use, flags, about) {
      const key = keyOf(use);
      if (use.kind === 'target') {
        const { server } = use.target;
        return { record: await records.of({ place: { from: 'server', server }, key }), answer: null };
      }
      if (flags === null) return { record: NOWHERE, answer: null };
      const [record, answers] = await Promise.all([
        records.of({ place: { from: 'provider', provider: flags }, key }),
        sources.of(flags).then(async (source) => source.evaluate([questionOf(use.gate)], about, LIMIT)),
      ]);
      return { record, answer: answers[0] ?? null };
    },
    async close() {
      await Promise.all((await sources.all()).map(async (source) => source.close()));
    },
  };
}

interface Wanted {
  readonly key: string;
  readonly place:
    | { readonly from: 'provider'; readonly provider: FlagProvider }
    | { readonly from: 'server'; readonly server: FlagServer };
}

/** What was made for each thing that was wanted, made once. */
class Kept<Name, Made> {
  readonly #made = new Map<string, Promise<Made>>();
  readonly #make: (wanted: Name) => Promise<Made>;

  constructor(make: (wanted: Name) => Promise<Made>) {
    this.#make = make;
  }

  async of(wanted: Name): Promise<Made> {
    const name = JSON.stringify(wanted);
    const known = this.#made.get(name) ?? this.#make(wanted);
    this.#made.set(name, known);
    return known;
  }

  async all(): Promise<readonly Made[]> {
    return Promise.all(this.#made.values());
  }
}
