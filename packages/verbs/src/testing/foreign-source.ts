import type { Counts } from '@glidepath/analysis';
import type {
  Expected,
  ForeignSource,
  SliUsage,
  Spent,
  SpentQuestion,
  Trouble,
} from '@glidepath/metrics/registry';
import type { Foreign } from '../sources.ts';
import { PRODUCTION } from '@glidepath/conductor/testing';

const QUIET: Counts = { bad: 0, total: 1_000 };

/** A source outside of the target that answers as it is told, and remembers what it was asked. */
export class FakeSource implements ForeignSource {
  trouble: Trouble | null = null;
  usages: readonly SliUsage[] = [];
  /** What was counted in the last so many milliseconds. */
  readonly counts = new Map<number, Counts>();
  readonly asked: Expected[] = [];

  async read(): Promise<readonly never[]> {
    return [];
  }

  async check(slos: Foreign['slos'], releases: Expected): ReturnType<ForeignSource['check']> {
    this.asked.push(releases);
    return slos.map(({ name }) => ({ sli: name, query: `requests{slo="${name}"}`, trouble: this.trouble }));
  }

  async usage(): Promise<readonly SliUsage[]> {
    return this.usages;
  }

  async spent(questions: readonly SpentQuestion[]): Promise<readonly Spent[]> {
    const { trouble } = this;
    return questions.map(({ slo, windows }): Spent => {
      const query = `requests{slo="${slo.name}"}`;
      if (trouble !== null) return { kind: 'trouble', query, trouble };
      return { kind: 'counts', query, windows: windows.map((window) => this.counts.get(window) ?? QUIET) };
    });
  }

  get foreign(): readonly Foreign[] {
    return [{ name: 'prometheus', source: this, slos: PRODUCTION.slos }];
  }
}
