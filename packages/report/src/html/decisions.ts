import type { Result, Sample } from '@glidepath/conductor';
import { evidenceRows, movedBy } from '../evidence.ts';
import type { EvidenceRow } from '../evidence.ts';
import { clockText, countText, shareOf, shareText, timeText, weightText } from '../figures.ts';
import { decisionsOf } from '../span.ts';
import type { Decided, Span } from '../span.ts';
import { VERDICT_WORDS, eventWords } from '../words.ts';
import { markup } from './escape.ts';
import type { Html } from './escape.ts';

/** Every decision of a rollout with its time, weight, actor, reason and evidence. */
export function decisionList(result: Result, samples: readonly Sample[], span: Span): Html {
  const decisions = decisionsOf(result);
  if (decisions.length === 0)
    return markup`<p class="quiet">No rollout was begun, so none was decided on.</p>`;
  const rows = evidenceRows(result, samples);
  const renewals = result.timeline.length - decisions.length;
  return markup`<ol class="decisions">
      ${decisions.map((decided) => decision(decided, rows, result, span))}
    </ol>
    ${renewals === 0 ? '' : markup`<p class="quiet">Renewals of the conductor's lease are not shown: ${renewals}.</p>`}`;
}

function decision(
  { number, at, entry }: Decided,
  rows: readonly EvidenceRow[],
  result: Result,
  span: Span,
): Html {
  const evidence = rows.filter((row) => row.number === number);
  const verdict = movedBy(entry);
  return markup`<li class="event-${entry.event}">
    <p class="what">
      <strong>${eventWords(entry.event, entry.weight, entry.wave)}</strong>
      <span class="when"
        ><time datetime="${entry.at}">+${clockText(at - span.from)} · ${timeText(at)}</time> · weight
        ${weightText(entry.weight)} · by ${entry.actor}</span
      >
    </p>
    ${entry.note === '' || entry.note === verdict?.reason ? '' : markup`<p>${entry.note}</p>`}
    ${verdict === null ? '' : markup`<p class="verdict"><span class="kind ${verdict.kind}">${VERDICT_WORDS[verdict.kind]}</span> ${verdict.reason}</p>`}
    ${evidence.length === 0 ? '' : evidenceTable(evidence, number, result)}
  </li>`;
}

function evidenceTable(rows: readonly EvidenceRow[], number: number, { release, stable }: Result): Html {
  const columns = [
    `${release.name} (new)`,
    `${stable?.name ?? 'none'} (old)`,
    'Worse than allowed?',
    'Good enough?',
  ];
  // Roles are repeated: a phone shows the rows as blocks, and some browsers forget then that they are a table's.
  return markup`<div class="wide" tabindex="0" role="group" aria-label="Evidence for decision ${number}">
    <table class="evidence" role="table">
      <caption>
        Evidence at ${weightText(rows[0]?.weight ?? 0)}: bad requests (they missed the objective), and ln E against its threshold
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${['SLI', ...columns].map((name) => markup`<th scope="col" role="columnheader">${name}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(
          (row) =>
            markup`<tr role="row">
              <th scope="row" role="rowheader">${row.sli}</th>
              ${[
                counts(row.candidate),
                counts(row.stable),
                markup`${row.worse}`,
                markup`${row.goodEnough}`,
              ].map(
                (cell, index) => markup`<td role="cell" data-label="${columns[index] ?? ''}">${cell}</td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function counts(of: EvidenceRow['candidate']): Html {
  if (of.total === 0) return markup`no requests`;
  return markup`<strong>${shareText(shareOf(of))}</strong>
    <span class="of">${countText(of.bad)} of ${countText(of.total)}</span>`;
}
