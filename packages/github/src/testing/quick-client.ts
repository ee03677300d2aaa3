import { instant } from '@glidepath/model';
import { Octokit } from '@octokit/rest';
import type { GitHub } from '../client.ts';
import { explain } from '../faults.ts';
import type { GitHub as Emulated } from '../../../../test/github/index.ts';

/** A client with the errors of the true one, and without its waits: octokit leaves three seconds between two comments. */
export function quickClient({ url, token, repository }: Emulated, as = token): GitHub {
  const { owner, repo } = repository;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const octokit = new Octokit({ auth: as, baseUrl: url, log });
  return {
    owner,
    repo,
    apiUrl: url,
    serverUrl: url,
    async request(route, parameters = {}) {
      const place = route.includes('{owner}') ? { owner, repo } : {};
      try {
        const answer = await octokit.request(route, { ...place, ...parameters });
        return { status: answer.status, headers: {}, data: answer.data };
      } catch (error) {
        throw explain(error, { apiUrl: url, owner, repo }, instant(Date.now()));
      }
    },
  };
}

function quiet(): void {}
