/** The part of GitHub's library that uploads and downloads. */
interface Client {
  uploadArtifact(name: string, files: readonly string[], root: string): Promise<{ readonly id?: number }>;
  getArtifact(
    name: string,
  ): Promise<{ readonly artifact: { readonly id: number; readonly digest?: string } }>;
  downloadArtifact(
    id: number,
    options: { readonly path: string; readonly expectedHash?: string },
  ): Promise<{ readonly digestMismatch?: boolean }>;
}

interface Library {
  readonly DefaultArtifactClient: new () => Client;
}

/** @throws Error where the module is another */
export async function artifactClient(): Promise<Client> {
  // The library looks at this name alone to tell whether the server takes artifacts; the one of act does.
  process.env['GITHUB_SERVER_URL'] = 'https://github.com';
  const path = process.env['GLIDEPATH_TEST_ARTIFACT'] ?? '';
  const library: unknown = await import(path);
  if (!isLibrary(library)) throw new Error(`${path} is not GitHub's library for artifacts`);
  return new library.DefaultArtifactClient();
}

function isLibrary(value: unknown): value is Library {
  return (
    typeof value === 'object' &&
    value !== null &&
    'DefaultArtifactClient' in value &&
    typeof value.DefaultArtifactClient === 'function'
  );
}

/** An input of the action, as the runner hands it over. */
export function input(name: string): string {
  return process.env[`INPUT_${name.toUpperCase()}`] ?? '';
}
