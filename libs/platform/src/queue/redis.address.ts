/** Where Redis is: one server, a master watched by sentinels, or a cluster. */
export interface RedisAddress {
  kind: 'single' | 'sentinel' | 'cluster';
  tls: boolean;
  nodes: { host: string; port: number }[];
  username?: string;
  password?: string;
  /** Only with sentinels: the name of the master that they watch. */
  master?: string;
  db: number;
}

const ADDRESS =
  /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/?#]*)(?::([^@/?#]*))?@)?([^@/?#]+)(?:\/([^/?#]*))?(?:\/(\d{1,2}))?$/;
const NODE = /^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?$/;

/**
 * - `redis://[user:password@]host[:port][/db]`, `rediss://…` with TLS
 * - `redis+sentinel://[user:password@]host[:port],host[:port]…/master[/db]`: the hosts are the sentinels
 * - `redis+cluster://[user:password@]host[:port],host[:port]…`
 *
 * User and password are percent-encoded. Undefined when it is none of these.
 */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const [, scheme, kind = 'single', user, password, hosts = '', first, second] = ADDRESS.exec(text) ?? [];
  const nodes = hosts.split(',').map((host) => nodeOf(host, kind));
  if (!scheme || !nodes.every((node) => node !== undefined)) return undefined;
  const secrets = [user, password].map(decoded);
  if (secrets.includes(null)) return undefined;
  const address = {
    tls: scheme === 'rediss',
    nodes,
    ...(secrets[0] ? { username: secrets[0] } : {}),
    ...(secrets[1] ? { password: secrets[1] } : {}),
  };
  switch (kind) {
    case 'sentinel':
      return first ? { kind, ...address, master: first, db: Number(second ?? 0) } : undefined;
    case 'cluster':
      // A cluster has one database, number 0.
      return first || second ? undefined : { kind, ...address, db: 0 };
    default:
      if (nodes.length > 1 || second !== undefined || (first && !/^\d{1,2}$/.test(first))) return undefined;
      return { kind: 'single', ...address, db: Number(first || 0) };
  }
}

function nodeOf(text: string, kind: string): { host: string; port: number } | undefined {
  const [, host, port = kind === 'sentinel' ? '26379' : '6379'] = NODE.exec(text) ?? [];
  if (!host || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** Null when the percent-encoding is broken. */
function decoded(text: string | undefined): string | null | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return null;
  }
}
