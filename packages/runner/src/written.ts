import type { Runner } from './runner.ts';

/** Writes down what has been decided already: that stands, so a failure here is a warning. Tells whether it was written. */
export async function written(
  runner: Pick<Runner, 'annotate'>,
  what: string,
  write: () => Promise<void>,
): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    runner.annotate({
      level: 'warning',
      title: 'Glidepath',
      message: `${what} could not be written: ${why}`,
    });
    return false;
  }
}
