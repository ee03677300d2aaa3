import type { Spent, SpentQuestion, Trouble } from '../source.ts';
import { measuredOf, type Measured } from './measured.ts';
import { tallyOf, type Tally, type WindowAnswer, type Windows } from './windows.ts';

/** What the whole service counted, for one question after the other; asked for together. */
export async function spentOn(
  questions: readonly SpentQuestion[],
  windows: Windows,
  limitMs: number,
): Promise<readonly Spent[]> {
  const known = questions.map(({ slo, windows: lengths }) => ({ measured: measuredOf(slo), lengths }));
  const answers = await windows.ask(
    known.flatMap(({ measured, lengths }) =>
      measured === null ? [] : lengths.map((length) => ({ measured, length, byRelease: false })),
    ),
    limitMs,
  );
  let next = 0;
  return known.map(({ measured, lengths }, index): Spent => {
    const name = questions[index]?.slo.name ?? '';
    if (measured === null) return troubled('', noData(`${name} is not measured in Prometheus`));
    const own = answers.slice(next, next + lengths.length);
    next += lengths.length;
    return spentIn(own, measured);
  });
}

function spentIn(answers: readonly WindowAnswer[], measured: Measured): Spent {
  const tallies = answers.map(({ query, result }): { query: string; tally: Tally } => ({
    query,
    tally: result.kind === 'parts' ? tallyOf(result.parts, result.edge, measured, null) : result,
  }));
  const query = tallies[0]?.query ?? '';
  for (const one of tallies) if (one.tally.kind === 'trouble') return troubled(one.query, one.tally.trouble);
  if (tallies.length > 0 && tallies.every(({ tally }) => tally.kind === 'nothing'))
    return troubled(query, noData('nothing is selected, not even requests without a failure'));
  return {
    kind: 'counts',
    query,
    windows: tallies.map(({ tally }) =>
      tally.kind === 'counts' ? { bad: tally.bad, total: tally.total } : { bad: 0, total: 0 },
    ),
  };
}

function troubled(query: string, trouble: Trouble): Spent {
  return { kind: 'trouble', query, trouble };
}

function noData(why: string): Trouble {
  return { kind: 'no-data', why, mend: 'check the name, the matchers, and that it is scraped' };
}
