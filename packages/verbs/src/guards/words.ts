import {
  formatDuration,
  formatPercent,
  type AlertSelector,
  type BurnWindow,
  type Guard,
} from '@glidepath/model';

/** What a guard is called, in messages and in the ledger: the same for the same guard, whatever stands around it. */
export function guardName(guard: Guard): string {
  switch (guard.kind) {
    case 'burn-rate':
      return `burn rate of ${namesOf(guard.slos)} (${guard.windows.map(windowText).join(', ')})`;
    case 'budget':
      return `error budget of ${namesOf(guard.slos)} (${formatPercent(guard.floor)} of ${formatDuration(guard.period)})`;
    case 'alerts':
      return `alerts in ${selectorText(guard.alerts)}`;
  }
}

/** `14.4x over 1h and 5m`. */
export function windowText({ rate, long, short }: BurnWindow): string {
  return `${rate}x over ${formatDuration(long)} and ${formatDuration(short)}`;
}

function selectorText(alerts: AlertSelector): string {
  switch (alerts.kind) {
    case 'alertmanager':
    case 'prometheus': {
      const matchers = alerts.matchers.map(
        ({ label, operator, value }) => `${label}${operator}${JSON.stringify(value)}`,
      );
      return `${alerts.kind} {${matchers.join(', ')}}`;
    }
    case 'datadog':
      return `datadog (${alerts.tags.join(', ')})`;
    case 'cloudwatch':
      return alerts.alarms.kind === 'names'
        ? `cloudwatch (${alerts.alarms.names.join(', ')})`
        : `cloudwatch (${alerts.alarms.prefix}*)`;
  }
}

function namesOf(slos: readonly { readonly name: string }[]): string {
  return slos.map(({ name }) => name).join(', ');
}
