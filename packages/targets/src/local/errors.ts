/** The system's code of a failed call ("ENOENT"); null for any other error. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** An error as half a sentence, for messages. */
export function because(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
