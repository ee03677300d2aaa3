import type { GitHub } from '@glidepath/github';
import type { Mends } from './entry.ts';

/** How a person mends a ledger on GitHub: with its own command line. */
export function mendsOn({ owner, repo, serverUrl }: Pick<GitHub, 'owner' | 'repo' | 'serverUrl'>): Mends {
  const host = URL.parse(serverUrl)?.host ?? 'github.com';
  const api = host === 'github.com' ? 'gh api' : `gh api --hostname ${host}`;
  const git = `repos/${owner}/${repo}/git`;
  return {
    show: (id) => `${api} ${git}/commits/${id} --jq .message`,
    putBack: ({ parent }, ref) =>
      parent === null
        ? `${api} --method DELETE ${git}/${ref}`
        : `${api} --method PATCH ${git}/${ref} -f sha=${parent} -F force=true`,
  };
}
