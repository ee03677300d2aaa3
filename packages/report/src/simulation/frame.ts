import { createHash } from 'node:crypto';
import { SCRIPT, STYLE } from '../html/assets.inline.ts';
import type { PageData } from '../html/chart-data.ts';
import type { Titled } from '../html/charts.ts';
import { Html, json, markup } from '../html/escape.ts';

/** A page that needs nothing else and asks nobody for anything. */
export function frame(title: string, data: PageData, body: Html, footer: string): string {
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy())}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>${new Html(STYLE)}</style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
        <footer>
          <p>${footer}</p>
        </footer>
        <script type="application/json" id="data">${json(data)}</script>
        <script>${new Html(SCRIPT)}</script>
      </body>
    </html>
`.text;
}

export function figures(charts: readonly Titled[]): Html {
  return markup`<div class="charts">
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

/** A table that a narrow screen scrolls sideways. */
export function wideTable(
  label: string,
  head: readonly string[],
  rows: readonly (readonly (string | Html)[])[],
): Html {
  return markup`<div class="wide" tabindex="0" role="region" aria-label="${label}">
    <table>
      <thead>
        <tr>
          ${head.map((cell) => markup`<th scope="col">${cell}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            markup`<tr>
              ${row.map((cell) => markup`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** What the page may do: run its own script, look like its own style, and nothing else. */
function policy(): string {
  return `default-src 'none'; script-src '${hash(SCRIPT)}'; style-src '${hash(STYLE)}'; base-uri 'none'; form-action 'none'`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
