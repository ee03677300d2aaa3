import type { Target } from '@glidepath/conductor';

/** The same target, whose looks tell news as soon as somebody hears: what has settled is not talked of. */
export function telling(target: Target, news: () => readonly string[]): Target {
  return {
    ...target,
    async observe(desired) {
      const view = await target.observe(desired);
      return view.settled ? view : { ...view, note: [view.note, ...news()].join('. ') };
    },
  };
}
