import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { ensureAxe, type AxePart } from '../../parts/axe.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureChromium, type ChromiumPart } from '../../parts/chromium.ts';
import { ensureFonts, type FontsPart } from '../../parts/fonts.ts';
import { findingsOn } from './accessibility.ts';
import { Browser } from './browser.ts';
import { contrast } from './contrast.ts';
import { chartColours, chartsDue, drawnOn, layoutOf } from './measures.ts';
import type { Page, View } from './page.ts';
import { deliveredPages, madeUpPages } from './pages.ts';

const cache = openCache(process.env, () => undefined);
/** Pictures for people. */
const out = join(cache.folder, 'out', 'report');
const pages = mkdtempSync(join(tmpdir(), 'glidepath-report-'));
const undo = new AsyncDisposableStack();
let axe: AxePart;
let chromium: ChromiumPart;
let fonts: FontsPart;
let browser: Browser;

beforeAll(async () => {
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  undo.defer(() => {
    rmSync(pages, { recursive: true, force: true });
  });
  [axe, chromium, fonts] = await Promise.all([ensureAxe(cache), ensureChromium(cache), ensureFonts(cache)]);
  browser = await Browser.start(chromium, fonts);
  undo.defer(async () => browser.close());
  madeUpPages(pages);
  await deliveredPages(pages);
});

afterAll(async () => undo.disposeAsync());

const VIEWS: readonly View[] = (['light', 'dark'] as const).flatMap((scheme) =>
  [1280, 390, 360].map((width) => ({ scheme, width })),
);
/** How many charts each page has at least, and whether a table may scroll inside of it. */
const PAGES = [
  { name: 'promoted', charts: 4, scrolls: false },
  { name: 'rolled-back', charts: 4, scrolls: false },
  { name: 'fixtures', charts: 16, scrolls: false },
  { name: 'long', charts: 4, scrolls: false },
  { name: 'awkward', charts: 4, scrolls: true },
  { name: 'nothing', charts: 0, scrolls: false },
] as const;

async function withPage(
  name: string,
  view: View,
  work: (page: Page) => Promise<void>,
  where = browser,
): Promise<void> {
  const page = await where.open(join(pages, `${name}.html`), view);
  try {
    await work(page);
  } finally {
    await page.close();
  }
}

function keep(name: string, content: Buffer): void {
  writeFileSync(join(out, name), content);
}

/** Axes and some line are on every chart that the page's data ask for. */
async function expectDrawn(page: Page, atLeast: number): Promise<void> {
  const drawn = await drawnOn(page);
  expect(drawn.map(({ chart }) => chart)).toEqual(await chartsDue(page));
  expect(drawn.length).toBeGreaterThanOrEqual(atLeast);
  for (const chart of drawn) {
    expect(chart.text, chart.chart).toBeGreaterThan(50);
    expect(chart.lines, chart.chart).toBeGreaterThan(50);
    expect(chart.cut, `${chart.chart}: text at the canvas's edge`).toBe(0);
  }
}

describe.each(PAGES)('the page "$name"', ({ name, charts, scrolls }) => {
  it.each(VIEWS)('reads well in $scheme at $width px', async (view) => {
    await withPage(name, view, async (page) => {
      keep(`${name}-${view.scheme}-${view.width}.png`, await page.screenshot());

      const { width, cutting, scrolling } = await layoutOf(page);
      expect(width).toBe(view.width);
      expect(cutting).toEqual([]);
      if (!scrolls) expect(scrolling).toEqual([]);
      await expectDrawn(page, charts);

      const findings = await findingsOn(page, axe);
      expect(findings.violations).toEqual([]);
      expect(findings.held['heading-order']).toBeGreaterThan(0);
      expect(findings.contrasts).not.toEqual([]);
      expect(Math.min(...findings.contrasts)).toBeGreaterThanOrEqual(4.5);
      // What a table has scrolled out of sight can't be judged; it has the colours of what is in sight.
      const seen = findings.unjudged.filter(({ why }) => !scrolls || why !== 'elmPartiallyObscured');
      expect(seen).toEqual([]);

      expect(page.said).toEqual([]);
      expect(page.requests).toEqual([pathToFileURL(join(pages, `${name}.html`)).href]);
    });
  });

  it.each(['light', 'dark'] as const)('prints on white paper from a %s screen', async (scheme) => {
    await withPage(name, { scheme, width: 1280 }, async (page) => {
      const pdf = await page.print();
      keep(`${name}-${scheme}.pdf`, pdf);
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');

      // What the browser does while it prints, held still: its own print leaves nothing to look at.
      await page.emulate('print', scheme);
      await page.evaluate(`dispatchEvent(new Event('beforeprint')), 0`, z.unknown());
      await page.settle();
      await expectDrawn(page, charts);
      expect((await layoutOf(page)).cutting).toEqual([]);
      if (charts > 0) expect(await chartColours(page)).toMatchObject({ background: '#ffffff' });

      await page.emulate('screen', scheme);
      await page.evaluate(`dispatchEvent(new Event('afterprint')), 0`, z.unknown());
      await page.settle();
      await expectDrawn(page, charts);
      expect(page.said).toEqual([]);
    });
  });
});

it.each(['light', 'dark'] as const)('the charts can be told from the page: %s', async (scheme) => {
  await withPage('promoted', { scheme, width: 1280 }, async (page) => {
    const { background, text, lines } = await chartColours(page);
    expect(contrast(text, background)).toBeGreaterThanOrEqual(4.5);
    // WCAG 1.4.11: what one must see to understand a graphic needs 3:1.
    for (const [role, colour] of Object.entries(lines)) {
      expect(contrast(colour, background), role).toBeGreaterThanOrEqual(3);
    }
  });
});

it('the charts follow when the scheme changes under them', async () => {
  await withPage('promoted', { scheme: 'light', width: 1280 }, async (page) => {
    const light = await chartColours(page);
    await page.emulate('screen', 'dark');
    await page.settle();
    expect((await chartColours(page)).text).not.toBe(light.text);
    // Measured in the colours that hold now.
    await expectDrawn(page, 4);
  });
});

it('the charts are drawn where the system has no language', async () => {
  // As in a container: Chromium's headless shell then calls its language "en-US@posix", which Intl refuses.
  const bare = await Browser.start(chromium, fonts, 'C');
  try {
    await withPage(
      'promoted',
      { scheme: 'light', width: 1280 },
      async (page) => {
        await expectDrawn(page, 4);
        expect(page.said).toEqual([]);
      },
      bare,
    );
  } finally {
    await bare.close();
  }
});
