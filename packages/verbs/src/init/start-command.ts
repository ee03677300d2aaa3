/** A program and its arguments, and the place where they were found. */
export interface Start {
  readonly command: readonly string[];
  readonly from: string;
  /** It is a line for a shell, so that a shell has to run it. */
  readonly shell: boolean;
}

/** `npm start` is what the script means wherever it is more than a plain `node <file>`. */
export function startOfPackage(script: string | null): Start | null {
  if (script === null) return null;
  const words = plainWords(script);
  const command = words?.[0] === 'node' ? words : ['npm', 'start'];
  return { command, from: 'the start script in package.json', shell: false };
}

/** The `web` process of a Procfile. */
export function startOfProcfile(text: string | null): Start | null {
  const line = /^web:[ \t]*(\S.*)$/m.exec(text ?? '')?.[1];
  return line === undefined ? null : startOfLine(line.trim(), 'the Procfile');
}

/** ENTRYPOINT and CMD of a Dockerfile's last stage. */
export function startOfDockerfile(text: string | null): Start | null {
  const lines = (text ?? '').replaceAll(/\\\r?\n/g, ' ').split(/\r?\n/);
  const from = 'the Dockerfile';
  const stage = lines.slice(lines.findLastIndex((line) => /^\s*FROM\s/i.test(line)) + 1);
  const last = (name: string): string | undefined =>
    stage
      .findLast((line) => new RegExp(String.raw`^\s*${name}\s`, 'i').test(line))
      ?.trim()
      .slice(name.length)
      .trim();
  const entry = last('ENTRYPOINT');
  const given = last('CMD');
  const entryWords = entry === undefined ? [] : jsonWords(entry);
  if (entryWords === null) return startOfLine(entry ?? '', from);
  if (given === undefined)
    return entryWords.length === 0 ? null : { command: entryWords, from, shell: false };
  const words = jsonWords(given);
  if (words !== null) return { command: [...entryWords, ...words], from, shell: false };
  return entryWords.length === 0 ? startOfLine(given, from) : { command: entryWords, from, shell: false };
}

/** The words of a line that means the same without a shell; null where it does not. */
export function plainWords(line: string): readonly string[] | null {
  const words = line.trim().split(/\s+/);
  // NAME=value before the program sets a variable, which only a shell does.
  if (words[0]?.includes('=') === true) return null;
  return words.every((word) => /^[A-Za-z0-9@%+:,./_-][A-Za-z0-9@%+=:,./_-]*$/.test(word)) ? words : null;
}

function startOfLine(line: string, from: string): Start {
  const words = plainWords(line);
  return words === null
    ? { command: ['sh', '-c', `exec ${line.replace(/^exec\s+/, '')}`], from, shell: true }
    : { command: words, from, shell: false };
}

/** The exec form: a JSON array of strings. */
function jsonWords(text: string): readonly string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return null;
    const words = value.filter((word) => typeof word === 'string');
    return words.length === value.length ? words : null;
  } catch {
    return null;
  }
}
