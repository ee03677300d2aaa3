import type { Channel } from '@glidepath/model';

/** Where a good answer is JSON, so that anything else came from somebody else. */
export const ANSWERS_JSON: ReadonlySet<Channel['kind']> = new Set(['grafana']);

/** How to mend what made a channel refuse a notice. elsewhere: somebody else answered. */
export function mendOf(channel: Channel['kind'], status: number | 'elsewhere'): string {
  switch (channel) {
    case 'slack':
    case 'webhook':
      return status === 'elsewhere'
        ? 'put the address that takes notices itself into the variable'
        : 'check that the address in the variable is complete and still in use';
    case 'grafana':
      return grafanaMend(status);
  }
}

function grafanaMend(status: number | 'elsewhere'): string {
  switch (status) {
    case 'elsewhere':
      return "write Grafana's own address as url; a login in front of it must let its /api pass";
    case 400:
      return 'check that dashboard and tags are what this Grafana takes';
    case 401:
      return 'the token in the variable is not, or no longer, one of a service account of this Grafana; make a new one';
    case 403:
      return "the token's service account may not write annotations there; give it annotations:create, or the right to edit the dashboard";
    case 404:
      return 'check that url is the address of its start page, and that there is a dashboard with that UID where one is named';
    default:
      return 'check url, dashboard and the token in the variable';
  }
}
