import * as api from '../../prometheus/testing/api-server.ts';

/** What no JSON API should answer, and a part of what is to be said of it. */
export const BAD_ANSWERS: readonly (readonly [name: string, behaviour: api.Behaviour, says: string])[] = [
  [
    'a web page',
    api.text(200, '<!doctype html><title>Sign in</title>', { 'content-type': 'text/html' }),
    'a web page (text/html)',
  ],
  ['truncated JSON', api.text(200, '{"responses":[{"took'), 'JSON that ends in the middle'],
  ['nothing', api.text(200, ''), 'answered with nothing'],
  ['text', api.text(200, 'ok'), 'no JSON'],
  [
    'a redirect',
    api.text(302, '', { location: 'https://login.example/?token=secret' }),
    'redirects to https://login.example/',
  ],
  ['400', api.text(400, 'no'), 'refused the query with 400'],
  ['422', api.text(422, 'no'), 'refused the query with 422'],
  ['401', api.text(401, 'no'), 'give it credentials under sources.'],
  ['403', api.text(403, 'no'), 'answered 403'],
  ['404', api.text(404, '404 page not found'), 'answered 404'],
  ['418', api.text(418, ''), 'answered 418'],
];

/** What may be over in a moment. */
export const PASSING_ANSWERS: readonly (readonly [name: string, behaviour: api.Behaviour, says: string])[] = [
  ['500', api.text(500, 'oops'), 'answered 500'],
  ['503', api.text(503, 'Service Unavailable'), 'answered 503'],
  ['429', api.text(429, '', { 'retry-after': '0' }), 'write a longer analysis.poll'],
  ['a connection that is cut', api.hangUp, 'ECONNRESET'],
  ['an answer that is cut', api.cutOff, 'ECONNRESET'],
];
