/** JSON, or what a text is instead, in a few words. */
export type JsonText =
  { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly why: string };

export function readJson(text: string): JsonText {
  try {
    return { ok: true, json: JSON.parse(text) };
  } catch {
    return { ok: false, why: whatInstead(text) };
  }
}

function whatInstead(text: string): string {
  const start = text.trimStart().slice(0, 100).toLowerCase();
  if (start === '') return 'nothing';
  if (start.startsWith('<')) return 'a web page';
  return start.startsWith('{') || start.startsWith('[') ? 'JSON that ends in the middle' : 'no JSON';
}
