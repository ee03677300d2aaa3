import type { Build, BuildCacheSpec, ImageBuild } from './build.ts';
import { proofText } from './describe-proof.ts';
import type { BuildText } from './file/build.ts';

/** A build as the file's long form says it, below its name. */
export function buildText(build: Build): BuildText {
  const proof = build.proof === null ? {} : { proof: proofText(build.proof) };
  switch (build.kind) {
    case 'image':
      return { image: imageText(build), ...proof };
    case 'artifact':
      return { artifact: { repository: build.repository, path: build.path }, ...proof };
    case 'command':
      return { command: { repository: build.repository, run: [...build.run] }, ...proof };
  }
}

function imageText(image: ImageBuild): Exclude<BuildText['image'], string | undefined> {
  return {
    repository: image.repository,
    context: image.context,
    dockerfile: image.dockerfile,
    ...(image.target === null ? {} : { target: image.target }),
    args: { ...image.args },
    secrets: Object.fromEntries(image.secrets.map(({ id, env }) => [id, env])),
    ...(image.platforms.length === 0 ? {} : { platforms: [...image.platforms] }),
    labels: { ...image.labels },
    ...(image.cache === null ? {} : { cache: cacheText(image.cache) }),
  };
}

function cacheText(cache: BuildCacheSpec) {
  switch (cache.kind) {
    case 'gha':
      return { gha: cache.scope };
    case 'registry':
      return { registry: cache.repository };
    case 'local':
      return { local: cache.folder };
  }
}
