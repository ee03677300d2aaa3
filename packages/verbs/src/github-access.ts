import type { GitHub } from '@glidepath/github';
import type { Surroundings } from './surroundings.ts';

/** GitHub as this run may use it; null where it has no access. The code is loaded only where it has. */
export async function openGitHub({
  repository,
  listener,
  stop,
}: Pick<Surroundings, 'repository' | 'listener' | 'stop'>): Promise<GitHub | null> {
  if (repository === null) return null;
  const { createGitHub } = await import('@glidepath/github');
  return createGitHub(repository, { note: (text) => listener.note(text), signal: stop });
}
