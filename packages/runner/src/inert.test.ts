import { expect, it } from 'vitest';
import { inert } from './inert.ts';

it.each([
  ['::add-mask::x', ': :add-mask::x'],
  ['fine\n  ::error::x', 'fine\n  : :error::x'],
  ['said ##[add-mask]x', 'said ## [add-mask]x'],
  ['00:12  Step to 5 %: a::b', '00:12  Step to 5 %: a::b'],
])('%j is no command to the runner', (text, shown) => {
  expect(inert(text)).toBe(shown);
});
