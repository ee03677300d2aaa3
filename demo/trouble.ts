/** Something that the person who started the demo can mend, or must know. Shown without a stack trace. */
export class Trouble extends Error {
  override readonly name = 'Trouble';
}
