import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { all, breached, dead, promoted } from '../testing/fixtures.ts';
import { SCRIPT, STYLE } from './assets.inline.ts';
import { renderHtml } from './page.ts';

const EVIL = `</script><img src=x onerror=alert(1)>"'&<!--`;

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

function part(page: string, pattern: RegExp): string {
  const found = pattern.exec(page)?.[1];
  if (found === undefined) throw new Error(`nothing matches ${pattern}`);
  return found;
}

describe('renderHtml', () => {
  const page = renderHtml(all());

  it('holds each rollout with its decision in words, its reason and its releases', () => {
    for (const { result } of all()) {
      const section = page.slice(
        page.indexOf(`<span class="arrow" role="img" aria-label="to">→</span> ${result.release.name}</span>`),
      );
      expect(section).toContain(result.message);
      expect(section.slice(0, 400)).toContain(`</span>${result.decision.replace('-', ' ')}</span>`);
    }
    expect(page.match(/<section class="rollout"/g)).toHaveLength(5);
    expect(page.match(/<li class="event-/g)).toHaveLength(
      all().reduce((count, { result }) => count + result.timeline.length, 0),
    );
  });

  it('asks nobody for anything, and lets only its own script and style run', () => {
    const policy = part(page, /Content-Security-Policy" content="([^"]*)"/);
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(part(page, /<script>([^]*?)<\/script>/))}; style-src ${hash(part(page, /<style>([^]*?)<\/style>/))}; base-uri 'none'; form-action 'none'`,
    );
    const markup = page.replace(SCRIPT, '').replace(STYLE, '');
    expect(markup).not.toMatch(/https?:|\bsrc=|<link|\bstyle=|\bon\w+=/);
    expect(STYLE).not.toMatch(/url\(|@import/);
  });

  it('has text, not markup, where foreign text stands', () => {
    const { result, samples } = breached();
    const evil = renderHtml([
      {
        result: {
          ...result,
          service: EVIL,
          environment: EVIL,
          message: EVIL,
          release: { digest: EVIL, name: EVIL, commit: EVIL },
          stable: { digest: EVIL, name: EVIL, commit: EVIL },
          live: { digest: EVIL, name: EVIL, commit: EVIL },
          ledger: { ref: EVIL, entry: EVIL },
          timeline: result.timeline.map((entry) => ({
            ...entry,
            at: entry.at,
            actor: EVIL,
            note: EVIL,
            verdict: entry.verdict && {
              ...entry.verdict,
              reason: EVIL,
              slis: entry.verdict.slis.map((sli) => ({ ...sli, sli: EVIL })),
            },
          })),
        },
        samples: samples.map((sample) => ({
          ...sample,
          slis: sample.slis.map((sli) => ({ ...sli, sli: `${EVIL}${sli.sli}` })),
        })),
      },
    ]);
    expect(evil).not.toContain('<img');
    expect(evil.match(/<\/script>/g)).toHaveLength(2);
    const data: unknown = JSON.parse(part(evil, /id="data">([^]*?)<\/script>/));
    expect(JSON.stringify(data)).toContain(JSON.stringify(`${EVIL} (new)`).slice(1, -1));
  });

  it('can be heard: headings in order, captions, charts with names and summaries', () => {
    const levels = [...page.matchAll(/<h([1-6])[ >]/g)].map((found) => Number(found[1]));
    expect(levels[0]).toBe(1);
    levels.slice(1).forEach((level, index) => expect(level - (levels[index] ?? 0)).toBeLessThanOrEqual(1));
    expect(page.match(/<table/g)).toHaveLength(page.match(/<caption/g)?.length ?? 0);
    const ids = new Set([...page.matchAll(/ id="([^"]*)"/g)].map((found) => found[1]));
    expect(ids.size).toBe([...page.matchAll(/ id="/g)].length);
    const named = [...page.matchAll(/aria-(?:labelledby|describedby)="([^"]*)"/g)].map((found) => found[1]);
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
    expect(page.match(/role="img"\s+aria-labelledby/g)).toHaveLength(20);
  });

  it('names a single rollout in its title and has no list of one', () => {
    const one = renderHtml([promoted()]);
    expect(one).toContain('<title>checkout: 1.9.0 to production</title>');
    expect(one).not.toContain('class="overview"');
    expect(renderHtml([])).toContain('<title>No rollouts</title>');
  });

  it('says so where there is nothing to draw or to tell', () => {
    const { result } = dead();
    const text = renderHtml([{ result: { ...result, timeline: [], stable: null, live: null }, samples: [] }]);
    expect(text).toContain('There is nothing to draw');
    expect(text).toContain('No rollout was begun');
    expect(text).toContain('none: the first release');
  });

  it('counts lease renewals instead of listing them', () => {
    const { result, samples } = breached();
    const [first] = result.timeline;
    if (first === undefined) throw new Error('no timeline');
    const renewed = { ...first, event: 'renewed' as const };
    const text = renderHtml([
      { result: { ...result, timeline: [...result.timeline, renewed, renewed] }, samples },
    ]);
    expect(text).toContain('lease are not shown: 2.');
    expect(text.match(/<li class="event-/g)).toHaveLength(result.timeline.length);
  });
});

describe('the page’s script', () => {
  it('is whole, says whose library it holds, and cannot end its element', () => {
    expect(SCRIPT).toContain('The MIT License');
    expect(SCRIPT).not.toMatch(/<\/script|<!--/i);
    expect(STYLE).not.toMatch(/<\/style/i);
    // It compiles, and stops where it first needs a browser.
    expect(() => {
      runInNewContext(SCRIPT, {});
    }).toThrow(/navigator is not defined/);
  });
});
