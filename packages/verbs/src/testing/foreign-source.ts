import type { Expected, ForeignSource, SliUsage, Trouble } from '@glidepath/metrics/registry';
import type { Foreign } from '../sources.ts';
import { PRODUCTION } from '@glidepath/conductor/testing';

/** A source outside of the target that answers as it is told, and remembers what it was asked. */
export class FakeSource implements ForeignSource {
  trouble: Trouble | null = null;
  usages: readonly SliUsage[] = [];
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

  get foreign(): readonly Foreign[] {
    return [{ name: 'prometheus', source: this, slos: PRODUCTION.slos }];
  }
}
