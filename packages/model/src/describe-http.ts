import { authText, tlsText } from './describe-login.ts';
import type { HttpServerText } from './file/http-server.ts';
import type { HttpText } from './file/http.ts';
import type { HttpServer, HttpSource } from './http-source.ts';
import { formatDuration } from './text/duration.ts';

/** What an SLO counts in the answers of an endpoint, as the file's long form says it. */
export function httpText({ request, total, bad, counts, release }: HttpSource): HttpText {
  const same = { total, bad, counts, release };
  switch (request.kind) {
    case 'get':
      return { get: request.path, ...same };
    case 'post':
      return { post: { path: request.path, body: request.body }, ...same };
  }
}

export function httpServerText(server: HttpServer): HttpServerText {
  const { url, timeout, delay, headers, headersEnv, auth, tls } = server;
  return {
    url,
    timeout: formatDuration(timeout),
    delay: formatDuration(delay),
    headers: { ...headers },
    'headers-env': { ...headersEnv },
    ...(auth === null ? {} : { auth: authText(auth) }),
    ...(tls === null ? {} : { tls: tlsText(tls) }),
  };
}
