import type { BareRepository } from '../git/bare-repository.ts';
import type {
  CheckRun,
  Comment,
  CommitStatus,
  Deployment,
  Dispatch,
  Environment,
  Issue,
  Label,
  Person,
  Pull,
  Release,
  Role,
  WorkflowRun,
} from './records.ts';

/** One repository on GitHub and the people around it. */
export class World {
  readonly owner: string;
  readonly repo: string;
  readonly git: BareRepository;
  /** Where the server is reached, without a slash at the end. */
  readonly url: string;

  readonly people = new Map<string, Person>();
  readonly roles = new Map<string, Role>();
  /** By `organisation/team`: roles by login. */
  readonly teams = new Map<string, Map<string, 'member' | 'maintainer'>>();
  readonly deployments = new Map<number, Deployment>();
  readonly environments = new Map<string, Environment>();
  /** By number; pull requests too. */
  readonly issues = new Map<number, Issue>();
  readonly comments = new Map<number, Comment>();
  readonly labels = new Map<string, Label>();
  readonly pulls = new Map<number, Pull>();
  readonly checks: CheckRun[] = [];
  readonly statuses: CommitStatus[] = [];
  readonly releases = new Map<number, Release>();
  readonly runs = new Map<number, WorkflowRun>();
  readonly dispatches: Dispatch[] = [];
  /** Sigstore bundles by the digest that they are about, such as sha256:…, the newest first. */
  readonly attestations = new Map<string, readonly object[]>();

  readonly createdAt = now();
  #lastId = 1000;

  constructor(repository: string, git: BareRepository, url: string) {
    const [owner = '', repo = ''] = repository.split('/');
    if (owner === '' || repo === '')
      throw new Error(`"${repository}" is no repository such as acme/checkout`);
    this.owner = owner;
    this.repo = repo;
    this.git = git;
    this.url = url;
    this.person('github-actions[bot]', { id: 41898282, name: 'github-actions[bot]', type: 'Bot' });
    this.person(owner);
  }

  /** The repository's place in the API. */
  get api(): string {
    return `${this.url}/repos/${this.owner}/${this.repo}`;
  }

  /** The repository's pages for people. */
  get page(): string {
    return `${this.url}/${this.owner}/${this.repo}`;
  }

  /** A number that nothing else has. */
  id(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** The next number of an issue or a pull request. */
  issueNumber(): number {
    return this.issues.size + 1;
  }

  /** The person of that login; somebody new where nobody was. */
  person(login: string, known: Partial<Omit<Person, 'login'>> = {}): Person {
    const found = this.people.get(login);
    if (found !== undefined && Object.keys(known).length === 0) return found;
    const id = known.id ?? found?.id ?? this.id();
    const person: Person = {
      login,
      id,
      name: known.name ?? found?.name ?? login,
      email: known.email ?? found?.email ?? `${id}+${login}@users.noreply.github.com`,
      type: known.type ?? found?.type ?? 'User',
    };
    this.people.set(login, person);
    return person;
  }

  /** Whose commits have this address. */
  personOf(email: string): Person | null {
    return [...this.people.values()].find((person) => person.email === email) ?? null;
  }
}

/** This moment as GitHub writes it. */
export function now(): string {
  return isoDate(Date.now() / 1000);
}

/** Seconds since 1970 as GitHub writes them. */
export function isoDate(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

/** GitHub's ids for GraphQL: opaque, and unique by kind. */
export function nodeId(kind: string, id: number | string): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}
