/** One request of the mix. */
export interface Shot {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: string | null;
  /** What a whole answer ends with; null where the length alone tells. */
  readonly ending: string | null;
}

/**
 * Slow and streaming requests, so that shifts and stops meet requests under way. Both miss the latency objective, so
 * together they stay far below its budget of 10 %.
 */
const SLOW_SHARE = 0.004;
const STREAM_SHARE = 0.004;

const ORDER = JSON.stringify({ items: [{ sku: 'tea-250', count: 2 }], note: 'x'.repeat(400) });

/** The next request. @param random from 0 to 1; drawn anew each time, so that no rhythm meets the proxy's own */
export function nextShot(random: () => number): Shot {
  const kind = random();
  if (kind < SLOW_SHARE) return get('/slow?ms=1500');
  if (kind < SLOW_SHARE + STREAM_SHARE) return { ...get('/export'), ending: 'end\n' };
  const route = random();
  if (route < 0.4) return get('/');
  if (route < 0.6) return get('/cart');
  if (route < 0.8) return post('/cart');
  return post('/checkout');
}

function get(path: string): Shot {
  return { method: 'GET', path, body: null, ending: null };
}

function post(path: string): Shot {
  return { method: 'POST', path, body: ORDER, ending: null };
}
