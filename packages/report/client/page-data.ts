import type { PageData } from '../src/html/chart-data.ts';

/** The page's own data. @throws TypeError where the page holds none */
export function pageData(text: string): PageData {
  const data: unknown = JSON.parse(text);
  if (!isPageData(data)) throw new TypeError('this page holds no data to draw');
  return data;
}

/** The code that wrote this script wrote the data too, into the same file: that it is there at all is what can be wrong. */
function isPageData(data: unknown): data is PageData {
  return typeof data === 'object' && data !== null && 'rollouts' in data && Array.isArray(data.rollouts);
}
