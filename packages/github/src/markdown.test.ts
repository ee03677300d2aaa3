import { describe, expect, it } from 'vitest';
import { fitBody, link, LONGEST_BODY, quietly } from './markdown.ts';

describe('link', () => {
  it('leads to addresses of the web only', () => {
    expect(link('the run', 'https://github.com/a/b')).toBe('[the run](<https://github.com/a/b>)');
    expect(link('the run', 'javascript:alert(1)')).toBe('the run');
    expect(link('the run', 'no address')).toBe('the run');
  });

  it('cannot be left by what the address holds', () => {
    const made = link('x', 'https://a.example/>)|<b>?q=>|#>\\');
    expect(made.slice('[x](<'.length, -'>)'.length)).not.toMatch(/[<>|\\]/);
  });
});

describe('quietly', () => {
  it.each(['octocat', '@acme/payments', 'dependabot[bot]', 'ann.o-nym'])('has %s as code', (name) => {
    expect(quietly(name)).toBe(`\`${name}\``);
  });

  it('escapes what is no login', () => {
    expect(quietly('@a `b`')).toBe('@<!-- -->a \\`b\\`');
  });
});

describe('fitBody', () => {
  it('leaves alone what fits', () => {
    const body = 'a'.repeat(LONGEST_BODY);
    expect(fitBody(body)).toBe(body);
  });

  it.each([
    ['lines', 'a line of text\n'.repeat(10_000)],
    ['one line', '😀'.repeat(50_000)],
    ['a block of code', `\`\`\`mermaid\n${'x\n'.repeat(50_000)}`],
  ])('cuts %s and says so', (_, body) => {
    const cut = fitBody(body);
    expect(cut.length).toBeLessThanOrEqual(LONGEST_BODY);
    expect(cut.length).toBeGreaterThan(LONGEST_BODY - 200);
    expect(cut).toContain('The rest is left out');
    expect((cut.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
    expect(cut.isWellFormed()).toBe(true);
  });
});
