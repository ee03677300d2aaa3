import type { Survey } from './survey.ts';

/** The folder that the workflow's build step makes and the delivery file releases. */
export const RELEASE_FOLDER = 'release';

/** What stands in the file where the repository does not say how the service is started. */
const GUESSED_COMMAND = ['node', 'server.js'];

/** A first delivery file for the repository, with comments that say what was found and what was guessed. */
export function deliveryText(found: Survey, environment: string, schemaFile: string): string {
  const command = found.start?.command ?? GUESSED_COMMAND;
  return `# yaml-language-server: $schema=./${schemaFile}
#
# How releases of this service reach their users.
# \`glidepath validate\` checks this file; \`glidepath plan\` shows every default that it leaves out.

service: ${found.service.value} # ${origin(found.service.from)}

environments:
  ${environment}:
    target:
      # An application on one host: processes behind a reverse proxy that splits and counts the traffic.
      local:
        # What is released. The workflow's build step makes this folder.
        artifact: ./${RELEASE_FOLDER}
        # Started in that folder without a shell; it must listen where PORT and HOST of its environment say.
        command: ${flowList(command)} # ${origin(found.start?.from ?? null)}
        instances: 2
        # Where users come in. Each instance gets a port of its own.
        port: ${found.port.value} # ${origin(found.port.from)}
        # Answers with success once an instance is ready.
        health: ${found.health.value} # ${origin(found.health.from)}
    strategy:
      # The new release's share of the traffic, step by step; 100 % is implied.
      canary: [5%, 25%, 50%]
      # A step ends when the evidence is in: not before min, at the latest after max.
      bake: { min: 1m, max: 30m }
    slos: [availability, latency]
    # No rollout starts in this window:
    # gates: [{ freeze: "Fri 16:00 - Mon 07:00 Europe/Berlin" }]

# What a release is judged by, against the release before it. Write what your users need.
slos:
  availability: 99.9%
  latency: 99% under 300ms
`;
}

function origin(from: string | null): string {
  return from === null ? 'a guess: nothing in the repository says it' : `from ${from}`;
}

/** JSON strings are YAML's double-quoted ones; plain words read better bare. */
function flowList(words: readonly string[]): string {
  return `[${words.map((word) => (isPlain(word) ? word : JSON.stringify(word))).join(', ')}]`;
}

/** Text that YAML reads as the same text without quotes. */
function isPlain(word: string): boolean {
  return (
    /^[A-Za-z./][A-Za-z0-9./_-]*$/.test(word) && !/^(true|false|null|yes|no|on|off|\.inf|\.nan)$/i.test(word)
  );
}
