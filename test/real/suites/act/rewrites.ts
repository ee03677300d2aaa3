/** What act can't read of a workflow, and how it is told the same. Nothing else of our files is changed for it. */
interface Rewrite {
  readonly why: string;
  readonly from: RegExp;
  readonly to: string;
}

/** How callers name this repository. */
export const GLIDEPATH = 'glidepath/glidepath';
export const REF = 'v1';

export const REWRITES: readonly Rewrite[] = [
  {
    why: 'it does not know how a repository names itself',
    from: /^(\s*(?:- )?uses: )\$\/(\S+)$/gm,
    to: `$1${GLIDEPATH}/$2@${REF}`,
  },
  { why: 'it writes no deployments, and refuses to be told so', from: /^ *deployment: false\n/gm, to: '' },
  { why: 'it runs one workflow, and queues nothing', from: /^ *queue: max\n/gm, to: '' },
];

/** @throws Error where something is left that act would not run as GitHub does */
export function forAct(text: string): string {
  const rewritten = REWRITES.reduce((before, { from, to }) => before.replace(from, to), text);
  const left = /uses: \$\/|deployment: false|queue: max/.exec(rewritten);
  if (left !== null) throw new Error(`"${left[0]}" is left for act, which does not know it: ${rewritten}`);
  return rewritten;
}
