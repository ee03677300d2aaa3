import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Who listens on a TCP port of this host: "node (pid 4711)". Null where that can't be seen. Linux only. */
export function portOwner(port: number): string | null {
  const inodes = listeners(port);
  if (inodes.size === 0) return null;
  for (const pid of entries('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const holds = entries(`/proc/${pid}/fd`).some((fd) => inodes.has(linkAt(`/proc/${pid}/fd/${fd}`)));
    if (holds) return `${read(`/proc/${pid}/comm`).trim()} (pid ${pid})`;
  }
  return null;
}

const LISTEN = '0A';

/** The sockets as /proc/<pid>/fd shows them; see proc_pid_net(5) for the columns. */
function listeners(port: number): ReadonlySet<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const line of read(table).split('\n').slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(suffix) === true && columns[3] === LISTEN)
        inodes.add(`socket:[${columns[9]}]`);
    }
  }
  return inodes;
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkAt(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
