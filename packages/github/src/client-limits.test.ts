import { millis } from '@glidepath/model';
import { describe, expect, it } from 'vitest';
import { createGitHub, type ClientOptions } from './client.ts';
import { GitHubError } from './faults.ts';
import { scripted, type ScriptedServer, type Turn } from './testing/scripted-server.ts';
import { StillClock } from './testing/still-clock.ts';

const REF = 'GET /repos/{owner}/{repo}/git/ref/{ref}';
const OK: Turn = { status: 200, body: { sha: 'abc' } };
const SECONDARY = 'You have exceeded a secondary rate limit.';

function limited(status: number, message: string, headers: Record<string, string> = {}): Turn {
  return { status, headers, body: { message } };
}

function setUp(server: ScriptedServer, options: ClientOptions = {}) {
  const clock = new StillClock();
  const notes: string[] = [];
  const github = createGitHub(server.access, { clock, note: (text) => notes.push(text), ...options });
  const ask = async (patience?: number) => {
    const how = patience === undefined ? {} : { patience: millis(patience) };
    try {
      return (await github.request(REF, { ref: 'a' }, how)).status;
    } catch (error) {
      if (error instanceof GitHubError) return error;
      throw error;
    }
  };
  return { clock, notes, ask };
}

describe('a rate limit', () => {
  it('that ends soon is waited for', async () => {
    const server = await scripted(limited(403, SECONDARY, { 'retry-after': '4' }), OK);
    const { clock, notes, ask } = setUp(server);
    expect(await ask()).toBe(200);
    expect(clock.slept).toEqual([5000]);
    expect(notes).toEqual([`GitHub's rate limit is reached (${SECONDARY}). Waiting 5 s.`]);
  });

  it('that ends late stops all calls until then, whoever makes them', async () => {
    const clock = new StillClock();
    const reset = String(clock.now() / 1000 + 1800);
    const spent = limited(403, 'API rate limit exceeded for installation ID 1.', {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': reset,
    });
    const server = await scripted(spent, OK);
    const { ask } = setUp(server, { clock });
    const other = setUp(server, { clock });
    expect(await ask()).toMatchObject({ fault: 'rate-limited', until: Number(reset) * 1000 + 1000 });
    expect(await ask()).toMatchObject({ fault: 'rate-limited' });
    expect(await other.ask()).toMatchObject({ fault: 'rate-limited' });
    expect(server.asked).toHaveLength(1);

    clock.pass(1_801_000);
    expect(await ask()).toBe(200);
    expect(await other.ask()).toBe(200);
    expect(clock.slept).toEqual([]);
  });

  it('without a time is one of a minute', async () => {
    const server = await scripted(limited(403, 'API rate limit exceeded'), limited(429, SECONDARY), OK);
    const { clock, ask } = setUp(server);
    expect(await ask()).toMatchObject({ fault: 'rate-limited', until: null });
    clock.pass(59_999);
    expect(await ask(0)).toMatchObject({ fault: 'rate-limited' });
    expect(server.asked).toHaveLength(1);
    expect(await ask(60_000)).toBe(200);
    expect(clock.slept).toEqual([1, 60_000]);
  });

  it('that comes again and again is given up', async () => {
    const server = await scripted(limited(429, 'Slow down', { 'retry-after': '1' }));
    const { clock, ask } = setUp(server);
    expect(await ask()).toMatchObject({ fault: 'rate-limited' });
    expect(clock.slept).toEqual([2000, 2000, 2000]);
    expect(server.asked).toHaveLength(4);
  });

  it('is not waited for by a run that is told to stop', async () => {
    const server = await scripted(limited(429, 'Slow down', { 'retry-after': '1' }), OK);
    const { clock, ask } = setUp(server, { signal: AbortSignal.abort() });
    expect(await ask()).toMatchObject({ fault: 'rate-limited' });
    expect(clock.slept).toEqual([]);
  });

  it('wakes when the run is told to stop', async () => {
    const server = await scripted(limited(429, 'Slow down', { 'retry-after': '1' }), OK);
    const stop = new AbortController();
    const clock = new StillClock();
    clock.sleep = async () => stop.abort();
    const { ask } = setUp(server, { clock, signal: stop.signal });
    expect(await ask()).toMatchObject({ fault: 'rate-limited' });
    expect(server.asked).toHaveLength(1);
  });
});
