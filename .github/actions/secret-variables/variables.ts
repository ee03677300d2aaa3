/** What decides which programs run and what they load is no place for a secret. */
const TAKEN = /^(GITHUB_|RUNNER_|ACTIONS_|INPUT_|LD_|DYLD_|NODE_|BASH_|GIT_)|^(PATH|HOME|SHELL|ENV|IFS|CI)$/i;

export type Variables =
  | { readonly ok: true; readonly variables: readonly (readonly [name: string, value: string])[] }
  | { readonly ok: false; readonly why: string };

/** Reads lines of the form NAME=value. What it says of a line that is none has nothing of that line in it. */
export function readVariables(text: string): Variables {
  const variables: (readonly [string, string])[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([A-Za-z_]\w*)=(.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      return wrong(i, 'is not of the form NAME=value, with something behind the =');
    }
    if (TAKEN.test(name)) return wrong(i, `sets ${name}, which decides how programs run: take another name`);
    variables.push([name, value]);
  }
  return { ok: true, variables };
}

function wrong(index: number, what: string): Variables {
  return { ok: false, why: `line ${index + 1} of the secret GLIDEPATH_ENV ${what}` };
}
