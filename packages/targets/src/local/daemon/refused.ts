import type { Refusal } from '../protocol.ts';

/** Orders that the daemon does not take. The message goes to whoever gave them. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly code: Refusal['error'];

  constructor(code: Refusal['error'], message: string) {
    super(message);
    this.code = code;
  }
}
