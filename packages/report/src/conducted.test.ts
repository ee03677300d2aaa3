import { deliver } from '@glidepath/conductor';
import type { Result } from '@glidepath/conductor';
import { RecordingListener, V1, V2, World } from '@glidepath/conductor/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { annotationsFor } from './annotations.ts';
import { renderHtml } from './html/page.ts';
import { renderSummary } from './markdown/summary.ts';
import { newProgress, progressLine } from './terminal/progress.ts';
import type { News } from './terminal/progress.ts';

/** What a real conductor tells, in the order in which it tells it. */
class Reporter extends RecordingListener {
  readonly lines: string[] = [];
  #progress = newProgress();

  override event(entry: RecordingListener['entries'][number]): void {
    super.event(entry);
    this.#write({ kind: 'event', entry });
  }

  override sample(sample: RecordingListener['samples'][number]): void {
    super.sample(sample);
    this.#write({ kind: 'sample', sample });
  }

  #write(news: News): void {
    const { line, progress } = progressLine(this.#progress, news);
    this.#progress = progress;
    this.lines.push(line);
  }
}

let world: World;
let reporter: Reporter;

beforeEach(async () => {
  world = new World();
  await deliver(world.ports, world.order(V1));
  reporter = new Reporter();
});

async function deliverV2(): Promise<Result> {
  return deliver({ ...world.ports, listener: reporter }, world.order(V2));
}

describe('the report of a conducted rollout', () => {
  it('tells of a release that was promoted', async () => {
    const result = await deliverV2();
    expect(annotationsFor(result)).toEqual([]);
    expect(reporter.lines.map((line) => line.slice(7)).filter((line) => /^[A-Z]/.test(line))).toEqual([
      expect.stringMatching(/^Started {2}v2 is to replace v1/),
      expect.stringMatching(/^Step to 10 % {2}v2 is ready/),
      expect.stringMatching(/^Step to 50 % {2}No worse than it may be/),
      expect.stringMatching(/^Promoting to 100 %/),
      expect.stringMatching(/^Watching at 100 %/),
      expect.stringMatching(/^Finishing/),
      expect.stringMatching(/^Ended/),
    ]);
    expect(reporter.lines.join('\n')).toMatch(/canary 50 % {2}v2: 0\/500 bad \(0 %\) {2}v1: 0\/500 \(0 %\)/);
    const summary = renderSummary(result, reporter.samples);
    expect(summary).toMatch(/\| 3 \| 10 % \| healthy \| availability \| 0 of [\d,]+ \(0 %\) \|/);
    expect(summary).toMatch(/\| yes: 3\.\d of 3\.0 \|/);
  });

  it('tells of a release that failed more', async () => {
    world.target.failRates.set('v2', 0.1);
    const result = await deliverV2();
    expect(annotationsFor(result)).toMatchObject([{ level: 'error' }]);
    const summary = renderSummary(result, reporter.samples);
    expect(summary).toMatch(
      /\| 10 % \| breach \| availability \| \d+ of \d+ \(10 %\) \| 0 of [\d,]+ \(0 %\) \| yes: /,
    );
    const page = renderHtml([{ result, samples: reporter.samples }]);
    expect(page).toContain('Bad requests: availability');
    // Said once, though it is the entry's note and its verdict's reason.
    const reason =
      result.timeline.find((entry) => entry.verdict?.kind === 'breach')?.verdict?.reason ?? 'none';
    const decisions = page.slice(page.indexOf('<h3>Decisions'), page.indexOf('<footer>'));
    expect(decisions.split(reason)).toHaveLength(2);
  });

  it('tells of a release that never took traffic', async () => {
    world.target.broken.set('v2', 'exited with code 1');
    const result = await deliverV2();
    expect(renderSummary(result, reporter.samples)).not.toContain('mermaid');
    expect(annotationsFor(result)[0]?.message).toContain('exited with code 1');
    expect(renderHtml([{ result, samples: reporter.samples }])).toContain('exited with code 1');
  });
});
