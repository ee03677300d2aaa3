/**
 * Ends this process with an exit code once all that it has said is written. Connections that a library has left open would
 * keep it for as long as the other side likes.
 */
export async function leave(code: number): Promise<never> {
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}

/** Also where nobody reads it any more. */
async function written(stream: NodeJS.WriteStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.write('', () => resolve());
  return promise;
}
