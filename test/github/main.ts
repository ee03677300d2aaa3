/**
 * The emulated GitHub as a process of its own: prints one line of JSON when it is ready and runs until it is ended.
 *
 *   node test/github/main.ts --repository acme/checkout --git <bare folder> --port 0 --token <token> --budget 1000
 */
import { parseArgs } from 'node:util';
import { startGitHub } from './start.ts';

const { values } = parseArgs({
  options: {
    repository: { type: 'string', default: 'acme/checkout' },
    git: { type: 'string' },
    branch: { type: 'string', default: 'main' },
    port: { type: 'string', default: '0' },
    /** May do all. Others are set over /_control/token. */
    token: { type: 'string', default: 'ghs_emulated' },
    budget: { type: 'string' },
  },
});

const github = await startGitHub({
  repository: values.repository,
  branch: values.branch,
  port: Number(values.port),
  tokens: { [values.token]: {} },
  ...(values.git === undefined ? {} : { git: values.git }),
  ...(values.budget === undefined ? {} : { budget: Number(values.budget) }),
});
process.stdout.write(`${JSON.stringify({ url: github.url, git: github.git, token: github.token })}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void github[Symbol.asyncDispose]().then(() => process.exit(0)));
}
