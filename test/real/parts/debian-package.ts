import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tool } from './tool.ts';

const SOURCE =
  'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main';

/**
 * Unpacks a package of Debian 12 into `folder` without installing it. apt keeps its lists and its state in a folder of
 * their own, so that neither root nor a change of this system is needed; it checks the archive's signature as always.
 * @param version as apt takes it, with `*` where any will do
 * @throws Error when it can't be had
 */
export async function unpackDebian(name: string, version: string, folder: string): Promise<void> {
  const work = join(folder, '.apt');
  await mkdir(join(work, 'lists/partial'), { recursive: true });
  await mkdir(join(work, 'archives/partial'), { recursive: true });
  await writeFile(join(work, 'sources.list'), `${SOURCE}\n`);
  await writeFile(join(work, 'status'), '');
  await writeFile(join(work, 'apt.conf'), configuration(work));
  const apt = { cwd: work, env: { APT_CONFIG: join(work, 'apt.conf') } };
  await tool('apt-get', ['update', '--error-on=any'], apt);
  await tool('apt-get', ['download', `${name}=${version}`], apt);
  const archive = (await readdir(work)).find((file) => file.endsWith('.deb'));
  if (archive === undefined)
    throw new Error(`"apt-get download ${name}=${version}" left no package in ${work}`);
  await tool('dpkg-deb', ['-x', join(work, archive), folder], { cwd: work });
  await rm(work, { recursive: true });
}

/** What the system's own apt is told of proxies and certificates stays true. */
function configuration(work: string): string {
  return `Dir::State "${work}";
Dir::State::lists "lists/";
Dir::State::status "${work}/status";
Dir::Cache "${work}";
Dir::Etc::sourcelist "${work}/sources.list";
Dir::Etc::sourceparts "-";
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::Retries "3";
Acquire::http::Timeout "30";
`;
}
