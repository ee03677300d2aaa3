import { matcherHolds, type AlertMatcher } from '@glidepath/model';

type Labels = Readonly<Record<string, string>>;

/** Whether all matchers hold for these labels. A label that is not there is empty, as in Prometheus. */
export function allHold(matchers: readonly AlertMatcher[], labels: Labels): boolean {
  return matchers.every((matcher) => matcherHolds(matcher, labels[matcher.label] ?? ''));
}

/**
 * Whether a rule could give an alert for which all matchers hold. What it sets itself is known; any other label may come from
 * a series with any value, and so may one that is a template.
 */
export function couldHold(matchers: readonly AlertMatcher[], name: string, labels: Labels): boolean {
  const own: Labels = { ...labels, alertname: name };
  return matchers.every((matcher) => {
    const value = own[matcher.label];
    return value === undefined || value.includes('{{') || matcherHolds(matcher, value);
  });
}
