declare module 'snappyjs' {
  /** @param maxLength in bytes. @throws Error on what is not Snappy's raw format, or longer */
  export function uncompress(compressed: Buffer, maxLength?: number): Buffer;
  export function compress(uncompressed: Buffer): Buffer;
}
