import { createHash } from 'node:crypto';
import type { Result, Sample } from '@glidepath/conductor';
import { dateText, durationText } from '../figures.ts';
import { spanOf } from '../span.ts';
import { REASON_WORDS } from '../words.ts';
import { SCRIPT, STYLE } from './assets.inline.ts';
import type { PageData } from './chart-data.ts';
import { chartsOf } from './charts.ts';
import { badge, change, deliverySection, marksOf } from './delivery.ts';
import { Html, json, markup } from './escape.ts';

export interface Delivered {
  readonly result: Result;
  /** Oldest first. */
  readonly samples: readonly Sample[];
}

/** One or several rollouts as one HTML file that needs nothing else and asks nobody for anything. */
export function renderHtml(deliveries: readonly Delivered[]): string {
  const rollouts = deliveries.map(({ result, samples }, index) => {
    const key = `rollout-${index + 1}`;
    const span = spanOf(result, samples);
    return { key, result, samples, span, charts: chartsOf(result, samples, span, key) };
  });
  const data: PageData = {
    rollouts: rollouts.map(({ key, result, span, charts }) => ({
      key,
      startedAt: span.from,
      length: (span.to - span.from) / 1_000,
      marks: marksOf(result, span),
      charts: charts.map(({ chart }) => chart),
    })),
  };
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy())}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title(deliveries)}</title>
        <style>${new Html(STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>${title(deliveries)}</h1>
          ${deliveries.length > 1 ? overview(rollouts) : ''}
          ${rollouts.map(({ result, samples, span, charts, key }) => deliverySection(result, samples, span, charts, key))}
        </main>
        <footer>
          <p>
            Written by Glidepath${lastMoment(rollouts.map(({ span }) => span.to))}. ln E is the natural
            logarithm of an e-value: evidence that may be looked at at any time.
          </p>
        </footer>
        <script type="application/json" id="data">${json(data)}</script>
        <script>${new Html(SCRIPT)}</script>
      </body>
    </html>
`;
  return page.text;
}

function title(deliveries: readonly Delivered[]): string {
  const [first] = deliveries;
  if (first === undefined) return 'No rollouts';
  if (deliveries.length === 1)
    return `${first.result.service}: ${first.result.release.name} to ${first.result.environment}`;
  const services = new Set(deliveries.map(({ result }) => result.service));
  return `${[...services].join(', ')}: ${deliveries.length} rollouts`;
}

function overview(
  rollouts: readonly { key: string; result: Result; span: { from: number; to: number } }[],
): Html {
  return markup`<nav aria-label="Rollouts">
    <table class="overview">
      <caption class="hidden">
        All rollouts on this page
      </caption>
      <thead>
        <tr>
          <th scope="col">Release</th>
          <th scope="col">Decision</th>
          <th scope="col">Reason</th>
          <th scope="col">Took</th>
        </tr>
      </thead>
      <tbody>
        ${rollouts.map(
          ({ key, result, span }) =>
            markup`<tr>
              <td><a href="#${key}">${change(result)}</a></td>
              <td>${badge(result)}</td>
              <td>${REASON_WORDS[result.reason]}</td>
              <td>${durationText(span.to - span.from)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </nav>`;
}

function lastMoment(moments: readonly number[]): string {
  return moments.length === 0 ? '' : `, as of ${dateText(Math.max(...moments))}`;
}

/** What the page may do: run its own script, look like its own style, and nothing else. */
function policy(): string {
  return `default-src 'none'; script-src '${hash(SCRIPT)}'; style-src '${hash(STYLE)}'; base-uri 'none'; form-action 'none'`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
