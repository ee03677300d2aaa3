import * as z from 'zod/mini';
import type { Page } from './page.ts';

/** How a page lies on the screen. */
export interface Layout {
  /** CSS pixels that the page needs. */
  readonly width: number;
  /** Elements that scroll sideways by themselves. */
  readonly scrolling: readonly string[];
  /** Elements that cut what is too wide for them. */
  readonly cutting: readonly string[];
}

const layoutSchema: z.ZodMiniType<Layout> = z.object({
  width: z.number(),
  scrolling: z.array(z.string()),
  cutting: z.array(z.string()),
});

export async function layoutOf(page: Page): Promise<Layout> {
  return page.evaluate(
    `(() => {
      const full = [...document.querySelectorAll('body *')].filter(
        (element) => element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1,
      );
      const that = (...ways) =>
        full
          .filter((element) => ways.includes(getComputedStyle(element).overflowX))
          .map((element) => element.outerHTML.slice(0, 120));
      return {
        width: document.documentElement.scrollWidth,
        scrolling: that('auto', 'scroll'),
        cutting: that('hidden', 'clip'),
      };
    })()`,
    layoutSchema,
  );
}

/** The colours that a chart is drawn with; its lines are told apart by their roles. */
export const LINES = ['candidate', 'stable', 'planned', 'rollback', 'promotion'] as const;

/** What is on a chart's canvas. */
export interface Drawn {
  readonly chart: string;
  /** Pixels in the colour of the axes' texts. */
  readonly text: number;
  /** Those of them that touch the canvas's edge: the text goes on where nobody sees it. */
  readonly cut: number;
  /** Pixels in the colour of some line. */
  readonly lines: number;
}

const drawnSchema: z.ZodMiniType<readonly Drawn[]> = z.array(
  z.object({ chart: z.string(), text: z.number(), cut: z.number(), lines: z.number() }),
);

const dataSchema = z.object({
  rollouts: z.array(z.object({ charts: z.array(z.object({ id: z.string() })) })),
});

/** The charts that the page's data ask for. */
export async function chartsDue(page: Page): Promise<readonly string[]> {
  const data = await page.evaluate(`document.getElementById('data').textContent`, z.string());
  return z.parse(dataSchema, JSON.parse(data)).rollouts.flatMap(({ charts }) => charts.map(({ id }) => id));
}

/** Every place where a chart belongs, whether or not something is drawn there. */
export async function drawnOn(page: Page): Promise<readonly Drawn[]> {
  return page.evaluate(
    `(() => {
      const style = getComputedStyle(document.documentElement);
      const parts = (name) => /^#(..)(..)(..)$/.exec(style.getPropertyValue(name).trim()).slice(1).map((hex) => parseInt(hex, 16));
      const muted = parts('--muted');
      const lines = ${JSON.stringify(LINES)}.map((name) => parts('--' + name));
      return [...document.querySelectorAll('.chart')].map((place) => {
        const canvas = place.querySelector('canvas');
        const drawn = { chart: place.id, text: 0, cut: 0, lines: 0 };
        if (canvas === null) return drawn;
        // Read from a copy: the browser warns of canvases that are read again and again.
        const copy = document.createElement('canvas');
        Object.assign(copy, { width: canvas.width, height: canvas.height });
        const pen = copy.getContext('2d', { willReadFrequently: true });
        pen.drawImage(canvas, 0, 0);
        const { data } = pen.getImageData(0, 0, copy.width, copy.height);
        for (let at = 0; at < data.length; at += 4) {
          if (data[at + 3] < 128) continue;
          const near = (colour) => colour.every((part, index) => Math.abs(part - data[at + index]) <= 12);
          if (near(muted)) {
            const [x, y] = [(at / 4) % copy.width, Math.floor(at / 4 / copy.width)];
            drawn.text += 1;
            if (x === 0 || y === 0 || x === copy.width - 1 || y === copy.height - 1) drawn.cut += 1;
          } else if (lines.some(near)) drawn.lines += 1;
        }
        return drawn;
      });
    })()`,
    drawnSchema,
  );
}

/** Colours as they are on the screen, "#rrggbb". */
export interface Colours {
  readonly background: string;
  readonly text: string;
  readonly lines: Readonly<Record<string, string>>;
}

const coloursSchema: z.ZodMiniType<Colours> = z.object({
  background: z.string(),
  text: z.string(),
  lines: z.record(z.string(), z.string()),
});

/** The colours of what is drawn: nothing but the page itself can tell them. */
export async function chartColours(page: Page): Promise<Colours> {
  return page.evaluate(
    `(() => {
      const pen = document.createElement('canvas').getContext('2d');
      const plain = (colour) => ((pen.fillStyle = colour), pen.fillStyle);
      const style = getComputedStyle(document.documentElement);
      const named = (name) => plain(style.getPropertyValue('--' + name).trim());
      const behind = (element) => {
        if (element === null) return '#ffffff';
        const colour = getComputedStyle(element).backgroundColor;
        return colour === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : plain(colour);
      };
      return {
        background: behind(document.querySelector('.chart')),
        text: named('muted'),
        lines: Object.fromEntries(${JSON.stringify(LINES)}.map((name) => [name, named(name)])),
      };
    })()`,
    coloursSchema,
  );
}
