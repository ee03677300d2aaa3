/**
 * Environment for a process that takes itself to be on another host: the ledger's holder is then none whose process can be
 * looked up here, as with two runners.
 */
export function onHost(name: string): Readonly<Record<string, string>> {
  const module =
    'import os from "node:os"; import { syncBuiltinESMExports } from "node:module";' +
    `os.hostname = () => ${JSON.stringify(name)}; syncBuiltinESMExports();`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}
