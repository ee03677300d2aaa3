import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import type { AxePart } from '../../parts/axe.ts';
import type { Page } from './page.ts';

/** What axe says of a page. */
export interface Findings {
  /** "color-contrast: <span …>", one for each element. */
  readonly violations: readonly string[];
  /** Rules that held, each with the number of elements that it was held against. */
  readonly held: Readonly<Record<string, number>>;
  /** Contrast of each text that was judged. */
  readonly contrasts: readonly number[];
  /** Texts whose contrast could not be judged, and why. */
  readonly unjudged: readonly { readonly html: string; readonly why: string }[];
}

const findingsSchema: z.ZodMiniType<Findings> = z.object({
  violations: z.array(z.string()),
  held: z.record(z.string(), z.number()),
  contrasts: z.array(z.number()),
  unjudged: z.array(z.object({ html: z.string(), why: z.string() })),
});

/**
 * axe's own settings but for two: text is judged also where it holds signs such as an arrow, and where its list item has
 * a decoration beside it.
 */
const CONTRAST = {
  ignoreUnicode: false,
  ignorePseudo: true,
  ignoreLength: false,
  boldValue: 700,
  boldTextPt: 14,
  largeTextPt: 18,
  contrastRatio: { normal: { expected: 4.5 }, large: { expected: 3 } },
  pseudoSizeThreshold: 0.25,
  shadowOutlineEmMax: 0.2,
};

export async function findingsOn(page: Page, axe: AxePart): Promise<Findings> {
  await page.evaluate(`${readFileSync(axe.script, 'utf8')}; 0`, z.unknown());
  const checks = [{ id: 'color-contrast', options: CONTRAST }];
  await page.evaluate(`axe.configure(${JSON.stringify({ checks })}), 0`, z.unknown());
  return page.evaluate(
    `axe.run(document).then(({ violations, passes, incomplete }) => {
      const contrastOf = (node) => node.any.find(({ id }) => id === 'color-contrast')?.data;
      const contrast = (rules) => rules.filter(({ id }) => id === 'color-contrast').flatMap(({ nodes }) => nodes);
      return {
        violations: violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 200))),
        held: Object.fromEntries(passes.map(({ id, nodes }) => [id, nodes.length])),
        contrasts: contrast(passes).flatMap((node) => contrastOf(node)?.contrastRatio || []),
        unjudged: contrast(incomplete).map((node) => ({
          html: node.html.slice(0, 200),
          why: contrastOf(node)?.messageKey ?? 'unknown',
        })),
      };
    })`,
    findingsSchema,
  );
}
