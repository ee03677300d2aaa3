import { TargetError, type Target } from '@glidepath/conductor';

/** One of several targets. */
export interface Member {
  readonly name: string;
  /** From 0 on. */
  readonly wave: number;
  readonly target: Target;
}

/** What came of asking one of them. */
export type Answer<T> =
  | { readonly kind: 'answer'; readonly member: Member; readonly value: T }
  | { readonly kind: 'trouble'; readonly member: Member; readonly error: TargetError };

/** Asks all at once; that one can't be asked keeps no other from it. */
export async function askAll<T>(
  members: readonly Member[],
  question: (member: Member) => Promise<T>,
): Promise<readonly Answer<T>[]> {
  return Promise.all(
    members.map(async (member): Promise<Answer<T>> => {
      try {
        return { kind: 'answer', member, value: await question(member) };
      } catch (error) {
        if (!(error instanceof TargetError)) throw error;
        return { kind: 'trouble', member, error };
      }
    }),
  );
}

/**
 * The answers, where all have one.
 * @throws TargetError that names those that have none
 */
export function allOf<T>(answers: readonly Answer<T>[]): readonly { member: Member; value: T }[] {
  const trouble = troubleOf(answers);
  if (trouble !== null) throw trouble;
  return answers.flatMap((each) => (each.kind === 'answer' ? [each] : []));
}

/** What is wrong with some of them, as one error that names each; null where nothing is. */
export function troubleOf(
  answers: readonly Answer<unknown>[],
  isFinal = (errors: readonly TargetError[]): boolean => errors.some(({ final }) => final),
): TargetError | null {
  const troubles = answers.flatMap((each) => (each.kind === 'trouble' ? [each] : []));
  if (troubles.length === 0) return null;
  const text = troubles.map(({ member, error }) => `${member.name}: ${error.message}`).join(' ');
  return new TargetError(text, isFinal(troubles.map(({ error }) => error)));
}
