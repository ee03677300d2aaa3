import type { BareRepository } from './bare-repository.ts';
import { git } from './git.ts';

/** Who did it and when. */
export interface Signature {
  readonly name: string;
  readonly email: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** `+0200` */
  readonly zone: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  /** As GitHub shows it: without line ends at the end. */
  readonly message: string;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  /** Written as it is, byte by byte. */
  readonly message: string;
  readonly signature?: string;
}

/** A moment in GitHub's form of ISO 8601 as a time and its zone; null for anything else. */
export function moment(date: string): Pick<Signature, 'at' | 'zone'> | null {
  const [, sign = '+', hours = '00', minutes = '00'] = /([+-])(\d\d):?(\d\d)$/.exec(date) ?? [];
  const at = Math.floor(Date.parse(date) / 1000);
  return Number.isFinite(at) ? { at, zone: `${sign}${hours}${minutes}` } : null;
}

/** Writes the object itself, so that nothing of this machine's git gets into it. */
export async function writeCommit(repository: BareRepository, commit: NewCommit): Promise<string> {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${signed(commit.author)}`,
    `committer ${signed(commit.committer)}`,
    ...(commit.signature === undefined
      ? []
      : [`gpgsig ${commit.signature.trimEnd().replaceAll('\n', '\n ')}`]),
  ];
  const stdin = `${lines.join('\n')}\n\n${commit.message}`;
  return (await repository.say(['hash-object', '-t', 'commit', '-w', '--stdin'], { stdin })).trim();
}

/** Git leaves out what would break its line. */
function signed({ name, email, at, zone }: Signature): string {
  return `${clean(name)} <${clean(email)}> ${at} ${zone}`;
}

function clean(text: string): string {
  return text.replaceAll(/[<>\n\0]/g, '').trim();
}

const FORMAT = ['%H', '%T', '%P', '%an', '%ae', '%ad', '%cn', '%ce', '%cd', '%B'].join('%x00');

/** @param args what git log is to show: revisions, then options */
export async function log(repository: BareRepository, args: readonly string[]): Promise<readonly Commit[]> {
  const run = await git(repository.path, ['log', '-z', '--date=raw', `--format=${FORMAT}%x00`, ...args]);
  if (!run.ok) return [];
  const fields = run.stdout.toString().split('\0');
  const commits: Commit[] = [];
  // Ten fields a commit, and the empty one between the format's last zero and the log's own.
  for (let at = 0; at + 9 < fields.length; at += 11) {
    const [
      sha = '',
      tree = '',
      parents = '',
      an = '',
      ae = '',
      ad = '',
      cn = '',
      ce = '',
      cd = '',
      message = '',
    ] = fields.slice(at, at + 10);
    commits.push({
      sha,
      tree,
      parents: parents === '' ? [] : parents.split(' '),
      author: signature(an, ae, ad),
      committer: signature(cn, ce, cd),
      message: message.replace(/\n+$/, ''),
    });
  }
  return commits;
}

export async function readCommit(repository: BareRepository, sha: string): Promise<Commit | null> {
  if ((await repository.typeOf(sha)) !== 'commit') return null;
  return (await log(repository, ['--no-walk', sha]))[0] ?? null;
}

function signature(name: string, email: string, date: string): Signature {
  const [at = '0', zone = '+0000'] = date.split(' ');
  return { name, email, at: Number(at), zone };
}
