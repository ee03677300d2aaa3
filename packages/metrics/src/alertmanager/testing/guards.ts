import {
  millis,
  type AlertmanagerAlerts,
  type HttpAuth,
  type AlertMatcher,
  type AlertmanagerServer,
} from '@glidepath/model';

export function serverAt(url: string, auth: HttpAuth | null = null): AlertmanagerServer {
  return { url, timeout: millis(2_000), headers: { 'x-team': 'shop' }, auth, tls: null };
}

export function alertsWith(
  server: AlertmanagerServer,
  ...matchers: readonly AlertMatcher[]
): AlertmanagerAlerts {
  return { kind: 'alertmanager', matchers, server };
}

export function is(label: string, value: string): AlertMatcher {
  return { label, operator: '=', value };
}
