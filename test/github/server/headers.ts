import type { IncomingHttpHeaders } from 'node:http';

/** The versions of the API that GitHub serves. */
const VERSIONS = new Set(['2022-11-28', '2026-03-10']);

/** What GitHub would not take in a request's headers. The description of its API is silent on them. */
export function headerTrouble(headers: IncomingHttpHeaders): string[] {
  const { accept = '*/*', 'user-agent': agent = '', 'x-github-api-version': version } = headers;
  const trouble: string[] = [];
  if (agent === '') trouble.push('the header User-Agent is missing');
  if (typeof version === 'string' && !VERSIONS.has(version)) {
    trouble.push(`X-GitHub-Api-Version ${version} is none of ${[...VERSIONS].join(', ')}`);
  }
  const isReadable = accept
    .split(',')
    .some((type) => /^\s*(\*\/\*|application\/json|application\/vnd\.github[\w.+-]*)\s*(;|$)/.test(type));
  if (!isReadable) trouble.push(`Accept ${accept} is no media type of GitHub's API`);
  return trouble;
}
