import { RELEASE_PLACE, type CloudWatchMetric } from '@glidepath/model';
import type { Trouble } from '../source.ts';
import type { Client } from './client.ts';

/** The releases that a metric is there for, as CloudWatch lists them: had data in the last two weeks. */
export type KnownReleases =
  | { readonly kind: 'releases'; readonly releases: readonly string[]; readonly isWhole: boolean }
  /** It is there, but with other dimensions: each as the names of its dimensions. */
  | { readonly kind: 'other-dimensions'; readonly dimensions: readonly string[] }
  | { readonly kind: 'no-metric' }
  | Trouble;

export async function knownReleases(
  client: Client,
  metric: CloudWatchMetric,
  limitMs: number,
): Promise<KnownReleases> {
  const wanted = Object.fromEntries(
    Object.entries(metric.dimensions).map(([name, value]) => [
      name,
      value.includes(RELEASE_PLACE) ? null : value,
    ]),
  );
  const listed = await client.metrics(metric.namespace, metric.metric, wanted, limitMs);
  if (listed.kind !== 'listed') return listed;
  const own = listed.metrics.filter((one) => Object.keys(one).length === Object.keys(wanted).length);
  const releases = [...new Set(own.flatMap((one) => releaseIn(metric, one) ?? []))].sort();
  if (releases.length > 0) return { kind: 'releases', releases, isWhole: listed.isWhole };
  const any = await client.metrics(metric.namespace, metric.metric, {}, limitMs);
  if (any.kind !== 'listed') return any;
  if (any.metrics.length === 0) return { kind: 'no-metric' };
  const names = any.metrics.map((one) => Object.keys(one).sort().join(', ') || 'none');
  return { kind: 'other-dimensions', dimensions: [...new Set(names)] };
}

/** The release that stands in the dimensions of a metric; null where it is another metric. */
function releaseIn({ dimensions }: CloudWatchMetric, found: Readonly<Record<string, string>>): string | null {
  let release: string | null = null;
  for (const [name, template] of Object.entries(dimensions)) {
    const here = between(template, found[name] ?? '');
    if (here === null || (release !== null && here !== '' && here !== release)) return null;
    if (here !== '') release = here;
  }
  return release;
}

/** What stands in the release's place; empty where the template has none, null where the value does not fit. */
function between(template: string, value: string): string | null {
  const [first = '', ...rest] = template.split(RELEASE_PLACE);
  if (rest.length === 0) return template === value ? '' : null;
  const pattern = [first, ...rest].map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
  const again = pattern.slice(2).map((part) => `\\1${part}`);
  return new RegExp(`^${pattern[0] ?? ''}(.+)${pattern[1] ?? ''}${again.join('')}$`).exec(value)?.[1] ?? null;
}
