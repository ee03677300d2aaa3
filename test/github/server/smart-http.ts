import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { cleanGitEnvironment } from '../git/git.ts';
import type { Caller } from './tokens.ts';

/** Hands a clone, fetch or push to git's own CGI program. @param rest what stands after `.git`, with the query */
export function serveGit(
  repository: string,
  caller: Caller,
  rest: URL,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { permissions } = caller;
  const mayWrite = permissions === 'all' || permissions.contents === 'write';
  const child = spawn('git', ['-c', `http.receivepack=${String(mayWrite)}`, 'http-backend'], {
    env: {
      ...cleanGitEnvironment(),
      GIT_PROJECT_ROOT: repository,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: rest.pathname,
      QUERY_STRING: rest.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      REMOTE_USER: caller.login,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      ...(request.headers['content-length'] === undefined
        ? {}
        : { CONTENT_LENGTH: request.headers['content-length'] }),
    },
  });
  child.stdin.on('error', () => {});
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) {
      response.write(chunk);
      return;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const fields = head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ', 2));
    const status = fields.find(([name]) => name === 'Status')?.[1] ?? '200';
    const headers = fields
      .filter(([name]) => name !== 'Status')
      .map(([name = '', value = '']): [string, string] => [name, value]);
    response.writeHead(Number.parseInt(status, 10), Object.fromEntries<string>(headers));
    response.write(head.subarray(end + 4));
  });
  child.on('close', () => {
    if (!response.headersSent) response.writeHead(500);
    response.end();
  });
}
