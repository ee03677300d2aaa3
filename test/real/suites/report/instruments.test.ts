import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../../../harness/index.ts';
import { ensureAxe } from '../../parts/axe.ts';
import { openCache } from '../../parts/cache.ts';
import { ensureChromium } from '../../parts/chromium.ts';
import { ensureFonts } from '../../parts/fonts.ts';
import { findingsOn } from './accessibility.ts';
import { Browser } from './browser.ts';
import { contrast } from './contrast.ts';
import { chartColours, chartsDue, drawnOn, layoutOf } from './measures.ts';

/** A page that has every fault which the report must not have. */
function faulty(port: number): string {
  return `<!doctype html>
<html lang="en">
<head><title>Faulty</title><style>
:root { --muted: #cccccc; --candidate: #ff0000; --stable: #0000ff; --planned: #00ff00; --rollback: #ff00ff; --promotion: #00ffff }
</style></head>
<body><main>
<h1>Faulty</h1>
<h3>A level is left out</h3>
<p style="color: #aaaaaa">Pale</p>
<p style="width: 2000px">Wide</p>
<p style="width: 40px; overflow: hidden; white-space: nowrap">Cut off in the middle</p>
<div tabindex="0" style="width: 40px; overflow: auto"><p style="width: 80px">Scrolls</p></div>
<img alt="" src="http://127.0.0.1:${port}/pixel.png">
<div class="chart" id="blank"><canvas width="100" height="50"></canvas></div>
<div class="chart" id="cut"><canvas width="100" height="50"></canvas></div>
<script type="application/json" id="data">{"rollouts":[{"charts":[{"id":"blank"},{"id":"cut"},{"id":"missing"}]}]}</script>
<script>
const pen = document.querySelector('#cut canvas').getContext('2d');
pen.fillStyle = '#cccccc';
pen.fillRect(90, 10, 10, 10);
pen.fillStyle = '#ff0000';
pen.fillRect(10, 10, 10, 10);
console.log('chatter');
throw new Error('boom');
</script>
</main></body></html>`;
}

it('the instruments find every fault of a faulty page', async () => {
  const cache = openCache(process.env, () => undefined);
  const folder = mkdtempSync(join(tmpdir(), 'glidepath-faulty-'));
  const file = join(folder, 'faulty.html');
  const port = await freePort();
  writeFileSync(file, faulty(port));
  const browser = await Browser.start(await ensureChromium(cache), await ensureFonts(cache));
  try {
    const page = await browser.open(file, { scheme: 'light', width: 390 });
    const { width, cutting, scrolling } = await layoutOf(page);
    expect(width).toBeGreaterThanOrEqual(2000);
    expect(cutting.join()).toContain('Cut off');
    expect(scrolling.join()).toContain('Scrolls');

    expect(await chartsDue(page)).toEqual(['blank', 'cut', 'missing']);
    expect(await drawnOn(page)).toEqual([
      { chart: 'blank', text: 0, cut: 0, lines: 0 },
      { chart: 'cut', text: 100, cut: 10, lines: 100 },
    ]);
    const { background, text } = await chartColours(page);
    expect(contrast(text, background)).toBeCloseTo(1.6, 1);

    const { violations } = await findingsOn(page, await ensureAxe(cache));
    expect(violations.join('\n')).toMatch(/color-contrast: .*Pale/);
    expect(violations.join('\n')).toMatch(/heading-order: .*A level/);

    expect(page.said.join('\n')).toContain('chatter');
    expect(page.said.join('\n')).toContain('boom');
    expect(page.requests.at(1)).toBe(`http://127.0.0.1:${port}/pixel.png`);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('contrast is what WCAG says', () => {
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
  expect(() => contrast('red', '#ffffff')).toThrow('no opaque colour');
});
