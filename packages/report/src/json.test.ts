import { describe, expect, it } from 'vitest';
import { toJson } from './json.ts';
import { all, breached } from './testing/fixtures.ts';

describe('toJson', () => {
  it('says everything on one line', () => {
    for (const { result } of all()) {
      const text = toJson(result);
      expect(text).not.toContain('\n');
      expect(JSON.parse(text)).toEqual(result);
    }
  });

  it('has the same order whatever the order of the result', () => {
    const { result } = breached();
    const turned = turnedAround(result);
    expect(JSON.stringify(turned)).not.toBe(JSON.stringify(result));
    const text = toJson(result);
    expect(toJson({ ...result, ...turned })).toBe(text);
    expect(text.slice(0, 60)).toBe('{"version":1,"service":"checkout","environment":"production"');
  });

  it('lets nothing else through', () => {
    const { result } = breached();
    const more = { ...result, secret: 'hush', release: { ...result.release, secret: 'hush' } };
    expect(toJson(more)).toBe(toJson(result));
  });
});

function turnedAround<T extends object>(value: T): Partial<T> {
  const turned: Partial<T> = {};
  Object.assign(turned, Object.fromEntries(Object.entries(value).toReversed()));
  return turned;
}
