import { expect, it } from 'vitest';
import { reportPlace } from './report-place.ts';

const env = { RUNNER_TEMP: '/runner/temp' };

it('is in the workspace or in the temporary folder', () => {
  expect(reportPlace(null, '/repo', env)).toBeNull();
  expect(reportPlace('out/r.html', '/repo', env)).toBe('/repo/out/r.html');
  expect(reportPlace('/runner/temp/r.html', '/repo', env)).toBe('/runner/temp/r.html');
});

it.each(['/etc/r.html', '../r.html', '.', '/repo', '/runner/temp', '/runner/temporary/r.html'])(
  'is not %s',
  (path) => {
    expect(() => reportPlace(path, '/repo', env)).toThrow(/report is/);
  },
);
