import type { Reading } from '@glidepath/analysis';
import type { Pair, SourceReading } from '@glidepath/conductor';
import type { DatadogServer, Release } from '@glidepath/model';
import type { ForeignSource, SourceContext, Trouble } from '../source.ts';
import { askAll, askFor } from './batch.ts';
import { checkAll } from './check.ts';
import { Client } from './client.ts';
import { historyOf } from './history.ts';
import { measuredIn, type Measured } from './measured.ts';
import { SpentCounts } from './spent.ts';
import { confusionOf, tagValueFor } from './tag-value.ts';
import { INTERVAL_MS, Tally } from './tally.ts';
import { usageOfAll } from './usage.ts';

/**
 * SLIs from metrics in Datadog: the counts of closed intervals, of all SLIs in one request, added up from the first look on.
 * @param now ms since 1970
 */
export function createDatadog(
  server: DatadogServer,
  context: SourceContext,
  now: () => number = Date.now,
): ForeignSource {
  const client = new Client(server, context.env, now);
  const tallies = new Map<string, Tally>();
  const spent = new SpentCounts(client, server.maxAge);
  const closed = (): number => Math.floor((now() - server.delay) / INTERVAL_MS) * INTERVAL_MS;
  return {
    read: async (slos, releases) => {
      const measured = measuredIn(slos);
      for (const { slo } of measured)
        if (!tallies.has(slo.name)) tallies.set(slo.name, new Tally(server.maxAge));
      const to = closed();
      const troubles = await catchUp(client, measured, tallies, to, server.maxAge, context.lookLimit);
      return measured.map((one) => {
        const trouble = troubles.get(one.slo.name) ?? null;
        return readingOf(one, tallies.get(one.slo.name) ?? new Tally(server.maxAge), trouble, releases, to);
      });
    },
    history: async (slos, past) => historyOf(client, measuredIn(slos), past, closed(), context.lookLimit),
    check: async (slos, releases) => checkAll(client, measuredIn(slos), releases, closed(), server),
    usage: async (slos) => usageOfAll(client, spent, measuredIn(slos), closed(), server.timeout),
    spent: async (questions, limit) => spent.answer(questions, closed(), limit),
  };
}

/** Asks for what closed since the last look. Where the rate limit runs short, what is known already has to do for a while. */
async function catchUp(
  client: Client,
  measured: readonly Measured[],
  tallies: ReadonlyMap<string, Tally>,
  to: number,
  maxAge: number,
  limitMs: number,
): Promise<ReadonlyMap<string, Trouble>> {
  const readTo = ({ slo }: Measured): number => tallies.get(slo.name)?.readTo ?? -Infinity;
  const due = measured.filter((one) => readTo(one) < to);
  const enough = client.pace.pauseMs > 0 && due.every((one) => to - readTo(one) <= maxAge);
  if (due.length === 0 || enough) return new Map();

  const from = Math.min(...due.map(({ slo }) => tallies.get(slo.name)?.from(to) ?? to));
  const span = { from, to, interval: INTERVAL_MS };
  const found = await askAll(client, due.map(askFor), span, limitMs);
  const troubles = new Map<string, Trouble>();
  for (const [name, one] of found) {
    if (one.kind === 'counts') tallies.get(name)?.add(one.releases, to);
    else troubles.set(name, one);
  }
  return troubles;
}

function readingOf(
  { slo, source: { split } }: Measured,
  tally: Tally,
  trouble: Trouble | null,
  { candidate, stable }: Pair,
  to: number,
): SourceReading {
  const confusion = confusionOf([candidate, ...(stable === null ? [] : [stable])], split);
  const one = (release: Release): Reading => {
    if (confusion !== null) return { kind: 'no-data', why: confusion };
    if (trouble !== null) return { kind: trouble.kind, why: `${trouble.why}; ${trouble.mend}` };
    return tally.reading(tagValueFor(release, split) ?? '', split.label, to);
  };
  return {
    sli: slo.name,
    candidate: one(candidate),
    stable: stable === null ? null : one(stable),
    latency: null,
  };
}
