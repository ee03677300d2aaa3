import type { Result, ResultRelease, Sample } from '@glidepath/conductor';
import { dateText, durationText, shortDigest } from '../figures.ts';
import { decisionsOf } from '../span.ts';
import type { Span } from '../span.ts';
import { DECISION_WORDS, NEXT_STEP, REASON_WORDS } from '../words.ts';
import type { Titled } from './charts.ts';
import { decisionList } from './decisions.ts';
import { markup } from './escape.ts';
import type { Html } from './escape.ts';

/** One rollout's part of the page. */
export function deliverySection(
  result: Result,
  samples: readonly Sample[],
  span: Span,
  charts: readonly Titled[],
  key: string,
): Html {
  return markup`<section class="rollout" id="${key}" aria-labelledby="${key}-title">
    ${header(result, span, key)} ${charts.length === 0 ? noCharts() : chartGrid(charts)}
    <h3>Decisions</h3>
    ${decisionList(result, samples, span)}
  </section>`;
}

export function badge({ decision }: Result): Html {
  const { name, sign, tone } = DECISION_WORDS[decision];
  return markup`<span class="badge ${tone}"><span class="sign" aria-hidden="true">${sign}</span>${name}</span>`;
}

/** "1.8.0 → 1.9.0" */
export function change({ stable, release }: Result): Html {
  return markup`${stable?.name ?? 'nothing'}
    <span class="arrow" role="img" aria-label="to">→</span> ${release.name}`;
}

function header(result: Result, span: Span, key: string): Html {
  const next = NEXT_STEP[result.reason];
  return markup`<header>
    <p class="where">${result.service} · ${result.environment} · ${result.strategy}</p>
    <h2 id="${key}-title"><span class="change">${change(result)}</span> ${badge(result)}</h2>
    <p class="why"><strong>${capital(REASON_WORDS[result.reason])}.</strong> ${result.message}</p>
    ${next === null ? '' : markup`<p class="next">${next}</p>`}
    <dl class="facts">
      ${fact('Began', markup`${dateText(span.from)}`)}
      ${fact('Took', markup`${durationText(span.to - span.from)}`)}
      ${fact('Live now', result.live === null ? markup`nothing` : markup`${result.live.name}`)}
      ${longFact('New', releaseText(result.release))}
      ${longFact('Old', result.stable === null ? markup`none: the first release` : releaseText(result.stable))}
      ${longFact('Ledger', markup`<code>${result.ledger.ref}</code>${result.ledger.entry === null ? '' : markup` at <code>${result.ledger.entry.slice(0, 12)}</code>`}`)}
    </dl>
  </header>`;
}

function fact(name: string, value: Html): Html {
  return markup`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** One that takes a line of its own on a phone. */
function longFact(name: string, value: Html): Html {
  return markup`<div class="long">
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function releaseText({ name, digest, commit }: ResultRelease): Html {
  return markup`${name} <code title="${digest}">${shortDigest(digest)}</code>${
    commit === null ? '' : markup` from <code title="${commit}">${commit.slice(0, 12)}</code>`
  }`;
}

function noCharts(): Html {
  return markup`<p class="quiet">
    There is nothing to draw: the new release got no traffic, so no look at its figures was taken.
  </p>`;
}

function chartGrid(charts: readonly Titled[]): Html {
  return markup`<h3>Charts</h3>
    <p class="quiet hint">
      Numbered marks are the decisions below. Drag over a chart to look closer, double-click to see all.
    </p>
    <div class="charts">
      ${charts.map(
        ({ title, summary, chart }) =>
          markup`<figure>
            <figcaption>
              <h4 id="${chart.id}-title">${title} <span class="unit">${chart.unit}</span></h4>
            </figcaption>
            <div
              class="chart"
              id="${chart.id}"
              role="img"
              aria-labelledby="${chart.id}-title"
              aria-describedby="${chart.id}-summary"
            ></div>
            <p class="summary" id="${chart.id}-summary">${summary}</p>
          </figure>`,
      )}
    </div>`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Numbers and places of the marks. */
export function marksOf(
  result: Result,
  span: Span,
): readonly { readonly number: number; readonly at: number }[] {
  return decisionsOf(result).map(({ number, at }) => ({ number, at: (at - span.from) / 1_000 }));
}
