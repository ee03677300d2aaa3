import * as z from 'zod/mini';
import { fault, faulty, parsed } from '../fault.ts';
import { quote } from '../text/quote.ts';
import { refuse, written } from './scalars.ts';

/** Text that may be handed to a program: the system ends it at a NUL. */
export function argument(mend: string) {
  return written(
    (text) =>
      text.includes('\0') ? faulty(`is ${quote(text)}`, 'it holds a NUL', 'leave the NUL out') : parsed(text),
    mend,
  );
}

/** A program and its arguments. @param example as the file has it: [node, server.js] */
export function command(example: string) {
  const mend = `write the program and its arguments, such as ${example}`;
  return z
    .array(argument('write each argument as text, in quotes where it is a number'), {
      error: `write the program and its arguments as a list, such as ${example}`,
    })
    .check(
      z.check((payload: z.core.ParsePayload<string[]>) => {
        const [program] = payload.value;
        if (program === undefined) refuse(payload, fault('is an empty list', null, mend));
        else if (program.trim() === '') refuse(payload, fault('is ""', 'a program is missing', mend), [0]);
      }),
    );
}
