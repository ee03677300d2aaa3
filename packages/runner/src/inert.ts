/** Foreign text in the log must not be a command to the runner: "::name::" at a line's start, "##[name]" anywhere. */
export function inert(text: string): string {
  return text.replaceAll('##[', '## [').replaceAll(/^(\s*):(?=:)/gm, '$1: ');
}
