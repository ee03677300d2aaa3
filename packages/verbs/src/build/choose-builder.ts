import { BUILDERS } from '@glidepath/images';
import { UserError } from '../user-error.ts';
import type { BuildOptions } from './types.ts';

/** @param where `--builder`, or `the input builder`. @throws UserError */
export function chooseBuilder(where: string, text: string): BuildOptions['builder'] {
  const known = ['auto', ...BUILDERS] as const;
  const found = known.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UserError(`${where} is ${JSON.stringify(text.slice(0, 60))}, write one of ${known.join(', ')}`);
}
