import { describe, expect, it } from 'vitest';
import { breached, dead, long, promoted } from '../testing/fixtures.ts';
import { renderSummary } from './summary.ts';

describe('renderSummary', () => {
  it('tells the whole of a rollout without traffic', () => {
    const { result, samples } = dead();
    expect(renderSummary(result, samples)).toBe(`## ↩️ checkout to production: rolled back

**1.12.0 rolled back**: it did not start. 1.12.0 did not start; it never got traffic.

| What | Value |
| --- | --- |
| Release | 1.12.0, \`sha256:20b69b70efb2\`, commit \`c2600da4fe5b\` |
| Instead of | 1.9.0, \`sha256:eb457a0b1fa8\`, commit \`066bf8339c50\` |
| Live now | 1.9.0, \`sha256:eb457a0b1fa8\`, commit \`066bf8339c50\` |
| Strategy | canary |
| Started | 2026-03-04 12:00:05 UTC |
| Took | 5 s |
| Ledger | \`refs/glidepath/checkout/production\` at \`3f1c0a9be2d44c58a7f1d0a1c4be5d6677889900\` |

### Decisions

| # | After | Weight | What | By | Why |
| --- | --- | --- | --- | --- | --- |
| 1 | 00:00 | 0 % | Started | github-actions | Starting 1.12.0 beside 1.9.0. |
| 2 | 00:04 | 0 % | Rolling back | glidepath | 1.12.0 exited with code 1 three times within 4 s. |
| 3 | 00:05 | 0 % | Ended | glidepath | 1.12.0 did not start; it never got traffic. |
`);
  });

  it('shows charts and verdicts where there was traffic', () => {
    const { result, samples } = breached();
    const text = renderSummary(result, samples);
    expect(text.match(/```mermaid/g)).toHaveLength(3);
    expect(text).toContain(`### Verdicts

| # | At | Verdict | SLI | Bad: 1.10.0 | Bad: 1.9.0 | Worse than allowed? (ln E) | Good enough? (ln E) |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 3 | 5 % | breach | availability | 6 of 47 (12.8 %) | 5 of 893 (0.56 %) | yes: 7.1 of 4.6 | not shown yet: -7.6 of 3.0 |
| 3 | 5 % | breach | latency | 1 of 47 (2.13 %) | 5 of 893 (0.56 %) | not shown: -0.3 of 4.6 | not shown yet: -0.2 of 3.0 |
`);
  });

  it('says so where nothing was there before or is live now', () => {
    const { result } = dead();
    const text = renderSummary({ ...result, stable: null, live: null, timeline: [] }, []);
    expect(text).toContain('| Instead of | nothing: the first release |');
    expect(text).toContain('| Live now | nothing |');
    expect(text).not.toContain('### Decisions');
  });

  it('lets no foreign text become markup', () => {
    const { result, samples } = breached();
    const evil = '</td>|<img src=x onerror=alert(1)>`\n## owned';
    const text = renderSummary(
      {
        ...result,
        service: evil,
        environment: evil,
        message: evil,
        release: { digest: evil, name: evil, commit: evil },
        ledger: { ref: evil, entry: evil },
        timeline: result.timeline.map((entry) => ({ ...entry, actor: evil, note: evil })),
      },
      samples.map((sample) => ({ ...sample, slis: sample.slis.map((sli) => ({ ...sli, sli: evil })) })),
    );
    expect(text).not.toContain('<img');
    expect(text).not.toContain('</td>');
    expect(text.match(/^## /gm)).toHaveLength(1);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const cells = new Set(rows.map((row) => row.replace(/\\./g, '').split('|').length - 2));
    expect([...cells].toSorted((a, b) => a - b)).toEqual([2, 6, 8]);
  });

  it('leaves out the oldest rows where GitHub would refuse the summary, and says how many', () => {
    const { result, samples } = promoted();
    const notes = Array.from({ length: 250 }, () => '<'.repeat(900));
    const timeline = notes.flatMap((note) => result.timeline.map((entry) => ({ ...entry, note })));
    const text = renderSummary({ ...result, timeline }, samples);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
    const shown = text.split('\n').filter((line) => /^\| \d+ \| \d\d:\d\d \|/.test(line));
    const leftOut = Number(/The oldest (\d+) rows are left out/.exec(text)?.[1]);
    expect(shown.length + leftOut).toBe(2_000);
    expect(shown.at(-1)).toContain('| 2000 |');
  });

  it('stays small for a long rollout', () => {
    const { result, samples } = long(10_000);
    expect(Buffer.byteLength(renderSummary(result, samples))).toBeLessThan(10_000);
  });
});
