import { describe, expect, it } from 'vitest';
import { parseOutputs, RunnerLog } from './runner-files.ts';

describe('GITHUB_OUTPUT', () => {
  it('holds values on one line and on several', () => {
    const text = 'decision<<ghadelimiter_1\npromoted\nghadelimiter_1\nplain=a=b\nlong<<X\none\n\ntwo<<Y\nX\n';
    expect([...parseOutputs(text)]).toEqual([
      ['decision', 'promoted'],
      ['plain', 'a=b'],
      ['long', 'one\n\ntwo<<Y'],
    ]);
  });

  it('keeps JSON as it is, with = and << in it', () => {
    expect(parseOutputs('result<<E\n{"a":"x=y<<z"}\nE\n').get('result')).toBe('{"a":"x=y<<z"}');
    expect(parseOutputs('result={"a":"b<<c"}').get('result')).toBe('{"a":"b<<c"}');
  });

  it('is empty where nothing was written', () => {
    expect(parseOutputs('').size).toBe(0);
  });

  it.each(['no sign', 'open<<END\nnever closed\n', '=value'])(
    'is refused as the runner would: %j',
    (text) => {
      expect(() => parseOutputs(text)).toThrow(/output/);
    },
  );
});

describe('the log', () => {
  it('is shown as it is, or as what its commands mean', () => {
    const log = new RunnerLog();
    expect(log.shown('00:12  canary 20 %', 0)).toBe('00:12  canary 20 %');
    expect(log.shown('::error title=Rolled back,file=x.yml::5%25 fail%0Anow', 0)).toBe('error: 5% fail now');
    expect(log.shown('::group::Step to 20 %25', 0)).toBe('Step to 20 %');
  });

  it('keeps the runner’s own business to itself', () => {
    const log = new RunnerLog();
    for (const line of ['::endgroup::', '::debug::x', '::add-mask::secret', '']) {
      expect(log.shown(line, 0)).toBeNull();
    }
  });

  it('is thinned out inside a group, and only there', () => {
    const log = new RunnerLog();
    log.shown('::group::Step', 0);
    expect(log.shown('look 1', 500)).toBeNull();
    expect(log.shown('look 2', 1_000)).toBe('look 2');
    expect(log.shown('look 3', 1_500)).toBeNull();
    expect(log.shown('::warning::now', 1_501)).toBe('warning: now');
    log.shown('::endgroup::', 1_600);
    expect(log.shown('end', 1_600)).toBe('end');
    expect(log.shown('why', 1_600)).toBe('why');
  });
});
