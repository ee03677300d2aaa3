import { formatDuration, millis, type PrometheusAuth } from '@glidepath/model';

/** Seconds, or a date: RFC 9110, 10.2.3. */
export function afterMs(retryAfter: string | null): number {
  if (retryAfter === null) return 0;
  if (/^\d{1,9}$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}

export function waitText(retryAfter: string | null): string {
  const ms = afterMs(retryAfter);
  return ms === 0 ? '' : `, and asks to be left alone for ${formatDuration(millis(ms))}`;
}

/** `place`: where the delivery file says how the server is reached. */
export function mendOfLogin(auth: PrometheusAuth | null, place: string, permission: string): string {
  switch (auth?.kind) {
    case undefined:
      return `give it credentials under ${place}.auth`;
    case 'bearer':
      return `check ${auth.env} and what it may read`;
    case 'basic':
      return `check ${auth.passwordEnv} and what it may read`;
    case 'sigv4':
      return `check the region, and that the credentials or the role may ${permission} on the workspace`;
  }
}

/** Of a connection that could not be had. */
export function mendOf(code: string, place: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `nothing listens there: start it, or check ${place}.url`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `check the name of the host in ${place}.url`;
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut; check what stands in between';
    default:
      return /CERT|SELF_SIGNED|ISSUER|SSL|TLS/.test(code)
        ? `check the certificates: ${place}.tls`
        : `check ${place}.url and the network`;
  }
}
