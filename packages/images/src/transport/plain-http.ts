/** Whether a host is this machine itself. @param hostname as a URL has it: IPv6 in brackets */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Whether this URL may be asked without TLS. @param plainHttp hosts, with their port, that are told to be so */
export function mayBePlain(url: URL, plainHttp: readonly string[]): boolean {
  return isLoopback(url.hostname) || plainHttp.includes(url.host);
}
