import { shown } from '../foreign-text.ts';
import { lineOfStep } from './dockerfile-line.ts';

/**
 * step: a command of the Dockerfile failed. dockerfile: it can't be read. base: an image that it begins with can't be had.
 * platform: this machine can't run what is built. refused: no login, or not allowed. full: no room. no-builder: nobody there
 * who builds. unknown: none of these.
 */
export type BuildFailureKind =
  'step' | 'dockerfile' | 'base' | 'platform' | 'refused' | 'full' | 'no-builder' | 'unknown';

/** Why a build failed, as far as its output tells. */
export interface BuildFailure {
  readonly kind: BuildFailureKind;
  /** `[build 3/4] RUN npm ci`, or `RUN npm ci`; null where no step was reached. */
  readonly step: string | null;
  /** In the Dockerfile, from 1; null where it is not known. */
  readonly line: number | null;
  /** What the step said last. */
  readonly said: readonly string[];
  /** The builder's own words. */
  readonly message: string;
  readonly mend: string;
}

const MOST_LINES = 20;

/**
 * Reads what a builder wrote: Buildx with `--progress=plain`, Buildah, or Podman.
 * @param dockerfile its text, to find the line of a step where the builder does not tell
 * @param secrets what must not be shown
 */
export function parseBuildFailure(
  output: string,
  dockerfile: string,
  secrets: readonly string[],
): BuildFailure {
  const lines = output.split(/\r?\n/);
  const raw =
    lines.findLast((line) => /^(?:ERROR|Error|error): /.test(line)) ??
    lines.findLast((one) => one.trim() !== '') ??
    '';
  const message = `${raw.replace(/^(?:ERROR|Error|error): /, '')}${furtherErrors(lines, raw)}`;
  const buildah = /building at STEP "(.*?)": /.exec(message)?.[1] ?? null;
  const step = buildah ?? buildkitStep(lines);
  const kind = kindOf(message, step);
  const said = buildah === null ? saidByBuildkit(lines) : saidBefore(lines, raw);
  return {
    kind,
    step: step === null ? null : shown(step, secrets),
    line: lineIn(lines, message) ?? (step === null ? null : lineOfStep(dockerfile, step)),
    said: said.slice(-MOST_LINES).map((line) => shown(line, secrets)),
    message: shown(message, secrets),
    mend: MENDS[kind],
  };
}

/** Buildah writes what a registry has said below its own words. */
function furtherErrors(lines: readonly string[], error: string): string {
  if (!error.endsWith('errors:')) return '';
  const further = lines.slice(lines.lastIndexOf(error) + 1).filter((line) => line.trim() !== '');
  return ` ${further.join(', ')}`;
}

export const MENDS: Readonly<Record<BuildFailureKind, string>> = {
  step: 'run this step at your machine, or mend what it says',
  dockerfile: 'correct the Dockerfile at this line',
  base: 'check the name and the tag after FROM, and log in where the image is not public',
  platform: 'build on a machine of that platform, or set up QEMU with docker/setup-qemu-action',
  refused: 'log in with docker/login-action; at ghcr.io the job needs permissions: { packages: write }',
  full: 'make room on the disk, or in the registry; build with fewer platforms or a smaller context',
  'no-builder': 'set up Docker Buildx with docker/setup-buildx-action, or install Buildah',
  unknown: 'read what the builder wrote',
};

/** The first that fits: a step can fail for any of the others' reasons, so it comes last. */
const SIGNS: readonly (readonly [BuildFailureKind, RegExp])[] = [
  ['full', /no space left on device|disk quota exceeded|insufficient storage/i],
  [
    'no-builder',
    /cannot connect to the docker daemon|docker daemon running|no builder .* found|is not a docker command|failed to find driver|unknown command: docker buildx/i,
  ],
  [
    'dockerfile',
    /dockerfile parse error|unknown instruction|failed to read dockerfile|no such file or directory.*(?:docker|container)file|target stage .* could not be found/i,
  ],
  [
    'platform',
    /exec format error|no match for platform|does not match the specified platform|no image found in (?:manifest list|image index) for architecture/i,
  ],
  [
    'refused',
    /failed to push.*(?:denied|unauthorized|forbidden|401|403)|push access denied|authentication required|denied: |unauthorized|insufficient_scope/i,
  ],
  [
    'base',
    /failed to resolve source metadata|manifest unknown|pull access denied|reading manifest|initializing source docker:\/\/|pinging container registry|: not found$/i,
  ],
];

function kindOf(message: string, step: string | null): BuildFailureKind {
  // A base that is not public looks like a login that is missing: what was asked for tells them apart.
  if (/failed to resolve source metadata|pull access denied|initializing source docker:/.test(message))
    return 'base';
  // What can't be pushed says nothing of what it begins with.
  const isPush = /\bpushing\b|failed to push/i.test(message);
  const found = SIGNS.find(([kind, sign]) => !(isPush && kind === 'base') && sign.test(message));
  return found?.[0] ?? (step === null ? 'unknown' : 'step');
}

/** ` > [build 3/4] RUN npm ci:` between two lines of dashes. */
function buildkitStep(lines: readonly string[]): string | null {
  for (const line of lines.toReversed()) {
    const step = /^ > (\[.*):$/.exec(line)?.[1];
    if (step !== undefined) return step;
  }
  return null;
}

function saidByBuildkit(lines: readonly string[]): readonly string[] {
  const start = lines.findLastIndex((line) => /^ > \[.*:$/.test(line));
  if (start === -1) return [];
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^-{6}$/.test(line));
  return rest.slice(0, end === -1 ? rest.length : end).map((line) => line.replace(/^\d+\.\d+ /, ''));
}

/** Buildah and Podman write what a step says as it comes. */
function saidBefore(lines: readonly string[], error: string): readonly string[] {
  const end = lines.lastIndexOf(error);
  const start = lines.slice(0, end).findLastIndex((line) => /^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: /.test(line));
  return lines.slice(start + 1, end).filter((line) => line.trim() !== '');
}

/** `Dockerfile:7` over the piece of it that BuildKit shows, or in the words of the error. */
function lineIn(lines: readonly string[], message: string): number | null {
  const inside = /parse error on line (\d+)/.exec(message)?.[1];
  const shownAt = lines.findLastIndex(
    (line, index) => /^\S.*:\d+$/.test(line) && /^-{20}$/.test(lines[index + 1] ?? ''),
  );
  const before = /:(\d+)$/.exec(lines[shownAt] ?? '')?.[1];
  const marked = lines.slice(shownAt + 1).find((line) => /^ *\d+ \| >>> /.test(line));
  const text = inside ?? (shownAt === -1 ? undefined : (/^ *(\d+)/.exec(marked ?? '')?.[1] ?? before));
  return text === undefined ? null : Number(text);
}
