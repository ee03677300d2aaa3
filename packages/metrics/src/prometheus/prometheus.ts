import type { PrometheusServer } from '@glidepath/model';
import type { ForeignSource, SourceContext } from '../source.ts';
import { Batches } from './batch.ts';
import { checkSli } from './check.ts';
import { Client } from './client.ts';
import { historyOf } from './history.ts';
import { Looks } from './look.ts';
import { measuredIn } from './measured.ts';
import { spentOn } from './spent.ts';
import { usagesOf } from './usage.ts';
import { Windows } from './windows.ts';

/** SLIs from counters in Prometheus. */
export function createPrometheus(server: PrometheusServer, context: SourceContext): ForeignSource {
  const client = new Client(server, context);
  const batches = new Batches(client);
  const looks = new Looks(batches, context.lookLimit);
  const windows = new Windows(batches);
  return {
    read: async (slos, releases) => looks.read(measuredIn(slos), releases),
    history: async (slos, past) => historyOf(measuredIn(slos), past, client, context.lookLimit),
    check: async (slos, releases) =>
      Promise.all(measuredIn(slos).map((one) => checkSli(batches, one, releases, server.timeout))),
    usage: async (slos) => usagesOf(measuredIn(slos), windows, server.timeout),
    spent: async (questions, limit) => spentOn(questions, windows, limit),
  };
}
