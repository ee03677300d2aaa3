import type { SigstoreInstance, SigstoreUrls } from '../types.ts';

/** Where certificates, log entries and times come from. @param serverUrl https://github.com, or https://acme.ghe.com */
export function endpointsOf(instance: SigstoreInstance, serverUrl: string): SigstoreUrls {
  if (instance === 'public-good')
    return { fulcio: 'https://fulcio.sigstore.dev', rekor: 'https://rekor.sigstore.dev', tsa: null };
  if (instance === 'github') {
    const { hostname } = new URL(serverUrl);
    const domain = hostname === 'github.com' ? 'githubapp.com' : hostname;
    return { fulcio: `https://fulcio.${domain}`, rekor: null, tsa: `https://timestamp.${domain}` };
  }
  return instance;
}
