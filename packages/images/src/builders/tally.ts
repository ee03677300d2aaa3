/** How far a build came without doing anything. */
export interface StepCount {
  /** Those of the Dockerfile, in all stages and for all platforms. */
  readonly steps: number;
  /** Those that were done before. */
  readonly cached: number;
}

/** Counts the steps in what Buildx with `--progress=plain`, Buildah or Podman write. */
export class StepTally {
  readonly #buildkit = new Set<string>();
  readonly #buildkitCached = new Set<string>();
  #steps = 0;
  #cached = 0;

  hear(line: string): void {
    const step = /^#(\d+) \[(?:[^\]]* )?\d+\/\d+\] /.exec(line)?.[1];
    const cached = /^#(\d+) CACHED$/.exec(line)?.[1];
    if (step !== undefined) this.#buildkit.add(step);
    if (cached !== undefined) this.#buildkitCached.add(cached);
    if (/^(?:\[\d+\/\d+\] )?STEP \d+\/\d+: /.test(line)) this.#steps += 1;
    if (/^(?:\[\d+\/\d+\] )?--> Using cache /.test(line)) this.#cached += 1;
  }

  get count(): StepCount {
    const cached = [...this.#buildkitCached].filter((step) => this.#buildkit.has(step)).length;
    return { steps: this.#steps + this.#buildkit.size, cached: this.#cached + cached };
  }
}
