import { markup, type Html } from '../../../packages/report/src/html/escape.ts';
import type { Cell } from '../measure/cell.ts';
import { RELEASE_NAMES, type ReleaseName } from '../world/scenario.ts';
import { countText, percentText, secondsText } from './figures.ts';

/** One scenario's cells: a row a judge, a group of columns a release. */
export function cellTable(cells: readonly Cell[]): Html {
  const releases = RELEASE_NAMES.filter((name) => cells.some(({ release }) => release === name));
  const judges = [...new Set(cells.map(({ judge }) => judge))];
  return markup`<table>
    <thead>
      <tr>
        <th scope="col" rowspan="2">judge</th>
        ${releases.map((name) => markup`<th scope="colgroup" colspan="${name === 'healthy' ? 3 : 4}">${name}</th>`)}
      </tr>
      <tr>
        ${releases.map((name) =>
          name === 'healthy'
            ? markup`<th>rolled back</th>
                <th>promoted</th>
                <th>at</th>`
            : markup`<th>found</th>
                <th>at</th>
                <th>passed</th>
                <th>excess bad</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${judges.map(
        (judge) =>
          markup`<tr>
            <th scope="row">${judge}</th>
            ${releases.map((release) => figures(cells, judge, release))}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function figures(cells: readonly Cell[], judge: string, release: ReleaseName): Html {
  const cell = cells.find((one) => one.judge === judge && one.release === release);
  if (cell === undefined) return markup``;
  const { rolledBack, promoted, medianRollbackS, medianPromoteS, excessBad } = cell;
  return release === 'healthy'
    ? markup`<td>${percentText(rolledBack)}</td>
        <td>${percentText(promoted)}</td>
        <td>${secondsText(medianPromoteS)}</td>`
    : markup`<td>${percentText(rolledBack)}</td>
        <td>${secondsText(medianRollbackS)}</td>
        <td>${percentText(promoted)}</td>
        <td>${countText(excessBad)}</td>`;
}
