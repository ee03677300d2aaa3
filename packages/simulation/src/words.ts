import { formatDuration, millis } from '@glidepath/model';
import type { Share } from './quantiles.ts';
import type { Stage } from './stages.ts';

/** Figures of a simulation as people read them, the same on the terminal, in Markdown and on the page. */

/** "37 %", "0.4 %", "below 0.04 %": what is not seen at all is not known to be impossible. */
export function shareText({ share, low, high }: Share): string {
  if (share === 0) return `below ${percentText(high)}`;
  if (share === 1) return `above ${percentText(low)}`;
  return percentText(share);
}

/** A share from 0 to 1, with the digits that matter and none that would round it to nothing or all. */
export function percentText(share: number): string {
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  if (value > 99) return `${(100 - Number((100 - value).toPrecision(2))).toFixed(2).replace(/\.?0+$/, '')} %`;
  return `${Number(value.toPrecision(value < 10 ? 2 : 3))} %`;
}

/** To the second: "12m30s"; from an hour on to the minute: "1h5m". */
export function spanText(ms: number): string {
  const unit = ms >= 3_600_000 ? 60_000 : 1_000;
  return formatDuration(millis(Math.round(ms / unit) * unit));
}

/** "1,200", "11", "3.4": no more digits than anybody knows of a mean. */
export function countText(value: number): string {
  const known = value >= 1000 ? value.toPrecision(4) : value >= 10 ? value.toFixed(0) : value.toPrecision(2);
  return Number(known).toLocaleString('en', { maximumFractionDigits: 6 });
}

/** A weight from 0 to 100: "12.5 %". */
export function weightText(weight: number): string {
  return `${Number(weight.toFixed(2))} %`;
}

export function factorText(factor: number): string {
  return `${Number(factor.toPrecision(2))}x`;
}

/** "step 2 (5 %)", "the watch (100 %)". */
export function stageText({ kind, number, weight }: Stage): string {
  return `${kind === 'watch' ? 'the watch' : `step ${number}`} (${weightText(weight)})`;
}

/** "healthy", "5x as bad". */
export function releaseText(factor: number): string {
  return factor === 1 ? 'healthy' : `${factor}x as bad`;
}
