import { expect, it } from 'vitest';
import { reportPlace } from './report-place.ts';

const env = { RUNNER_TEMP: '/runner/temp' };

it('is in the workspace or in the temporary folder', () => {
  expect(reportPlace(null, '/work', env)).toBeNull();
  expect(reportPlace('out/r.html', '/work', env)).toBe('/work/out/r.html');
  expect(reportPlace('/runner/temp/r.html', '/work', env)).toBe('/runner/temp/r.html');
});

it.each(['/etc/r.html', '../r.html', '.', '/work', '/runner/temp', '/runner/temporary/r.html'])(
  'is not %s',
  (path) => {
    expect(() => reportPlace(path, '/work', env)).toThrow(/report is/);
  },
);
