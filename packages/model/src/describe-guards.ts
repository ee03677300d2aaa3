import type { EnvironmentText } from './file/delivery-file.ts';
import type { AlertSelector, Guard } from './guard.ts';
import { formatAlertMatchers } from './text/alert-matchers.ts';
import { formatDuration } from './text/duration.ts';
import { formatPercent } from './text/percent.ts';

type GuardText = NonNullable<EnvironmentText['guards']>[number];
type AlertsText = NonNullable<GuardText['alerts']>;

/** What watches over the service, as the file's long form says it. */
export function guardText(guard: Guard): GuardText {
  switch (guard.kind) {
    case 'burn-rate':
      return {
        'burn-rate': {
          slos: guard.slos.map(({ name }) => name),
          windows: guard.windows.map(({ rate, long, short }) => ({
            rate,
            long: formatDuration(long),
            short: formatDuration(short),
          })),
          // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
          then: guard.then,
        },
      };
    case 'budget':
      return {
        budget: {
          slos: guard.slos.map(({ name }) => name),
          floor: formatPercent(guard.floor),
          period: formatDuration(guard.period),
          ...(guard.then.kind === 'slow' ? { slow: guard.then.factor } : {}),
        },
      };
    case 'alerts':
      // oxlint-disable-next-line unicorn/no-thenable -- a key of the file, never a function
      return { alerts: { ...selectorText(guard.alerts), then: guard.then } };
  }
}

function selectorText(alerts: AlertSelector): AlertsText {
  switch (alerts.kind) {
    case 'alertmanager':
      return { alertmanager: formatAlertMatchers(alerts.matchers) };
    case 'prometheus':
      return { prometheus: formatAlertMatchers(alerts.matchers) };
    case 'datadog':
      return { datadog: [...alerts.tags] };
    case 'cloudwatch':
      return {
        cloudwatch:
          alerts.alarms.kind === 'names' ? [...alerts.alarms.names] : { prefix: alerts.alarms.prefix },
      };
  }
}
