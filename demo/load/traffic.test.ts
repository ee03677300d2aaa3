import { describe, expect, it } from 'vitest';
import { nextShot } from './traffic.ts';

describe('the mix of requests', () => {
  const shots = Array.from({ length: 10_007 }, () => nextShot(Math.random));

  it('has bodies exactly on POST', () => {
    for (const shot of shots) expect(shot.body === null).toBe(shot.method === 'GET');
  });

  it('only asks for routes that the service has', () => {
    const known = ['GET /', 'GET /cart', 'POST /cart', 'POST /checkout', 'GET /slow?ms=1500', 'GET /export'];
    for (const { method, path } of shots) expect(known).toContain(`${method} ${path}`);
  });

  it('keeps what misses the latency objective by nature within a fifth of its budget', () => {
    // Even steps instead of chance: the first draw picks the kind, the second the route.
    const slow = Array.from({ length: 1_000 }, (_, i) => {
      const draws = [i / 1_000, 0.5];
      return nextShot(() => draws.shift() ?? 0);
    }).filter(({ path }) => path.startsWith('/slow') || path === '/export');
    expect(slow).toHaveLength(8);
  });
});
