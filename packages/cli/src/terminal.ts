import picocolors from 'picocolors';

/** What the command line needs of a stream. */
export interface Stream {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** The colours of one stream; without any where it takes none. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** The result goes to `out`, everything else to `note`: what is piped on is the result alone. Both end each text with a new line. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  readonly outColours: Colours;
  readonly noteColours: Colours;
}

export function terminalOn(
  streams: { stdout: Stream; stderr: Stream },
  env: Env,
  colourWanted: boolean,
): Terminal {
  return {
    out: (text) => streams.stdout.write(`${text}\n`),
    note: (text) => streams.stderr.write(`${text}\n`),
    outColours: picocolors.createColors(takesColour(streams.stdout, env, colourWanted)),
    noteColours: picocolors.createColors(takesColour(streams.stderr, env, colourWanted)),
  };
}

/** https://no-color.org and https://force-color.org: a user's word counts before what the stream is. */
export function takesColour(stream: Stream, env: Env, wanted: boolean): boolean {
  if (!wanted || (env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
