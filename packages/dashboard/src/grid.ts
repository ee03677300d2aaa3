import type { Panel, Placed } from './grafana.ts';

/** Grafana's grid is 24 wide; a unit of height is 30 pixels. */
const WIDTH = 24;

/** A row's title and what stands below it. */
export interface Section {
  readonly title: string;
  readonly panels: readonly Sized[];
}

export interface Sized {
  readonly panel: Panel;
  /** At most 24. */
  readonly w: number;
  readonly h: number;
}

/** Places panels from left to right in lines, section below section, and numbers them from 1 on. */
export function placed(sections: readonly Section[]): readonly Placed[] {
  const all: Placed[] = [];
  let top = 0;
  for (const { title, panels } of sections) {
    all.push({
      type: 'row',
      title,
      collapsed: false,
      panels: [],
      id: all.length + 1,
      gridPos: { x: 0, y: top, w: WIDTH, h: 1 },
    });
    top += 1;
    let x = 0;
    let tallest = 0;
    for (const { panel, w, h } of panels) {
      if (x + w > WIDTH) {
        top += tallest;
        x = 0;
        tallest = 0;
      }
      all.push({ ...panel, id: all.length + 1, gridPos: { x, y: top, w, h } });
      x += w;
      tallest = Math.max(tallest, h);
    }
    top += tallest;
  }
  return all;
}
