import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ConnectionOptions } from 'node:tls';
import type BullQueue from 'bull';
import type { Cluster, RedisOptions } from 'ioredis';
import type { AppConfig } from '../config/config.js';
import { parseRedisAddress, type RedisAddress } from './redis.address.js';
import { within } from './within.js';

type RedisConfig = Pick<AppConfig, 'redisUrl' | 'redisTlsCa' | 'redisSentinelPassword'>;

const load = createRequire(import.meta.url);

/** Bull and ioredis are loaded only where Redis is used: the api without it stays small. */
export function bullQueue<T>(name: string, config: RedisConfig): BullQueue.Queue<T> {
  const Bull = load('bull') as typeof BullQueue;
  const address = parseRedisAddress(config.redisUrl!)!;
  const settings = { stalledInterval: 5000, maxStalledCount: 100 };
  if (address.kind !== 'cluster')
    return new Bull<T>(name, {
      prefix: PREFIX,
      redis: { ...optionsOf(address, config), ...serverOf(address, config) },
      settings,
    });
  const clusters: Cluster[] = [];
  const createClient = (): Client => {
    const cluster = clusterOf(address, config);
    clusters.push(cluster);
    return cluster as unknown as Client;
  };
  // The braces put all keys of a queue into one slot, as its scripts need.
  const queue = new Bull<T>(name, { prefix: `{${PREFIX}}`, createClient, settings });
  madeFor.set(queue, clusters);
  return queue;
}

type Client = ReturnType<NonNullable<BullQueue.QueueOptions['createClient']>>;

/** Connections of a queue that Bull did not open itself and so does not end. */
const madeFor = new WeakMap<object, Cluster[]>();

/** Lets go of Redis within a few seconds, whether it answers or not. */
export async function closeQueue(queue: Pick<BullQueue.Queue, 'close' | 'client'>): Promise<void> {
  await within(CLOSE_MS, queue.close(true)).catch(() => queue.client.disconnect());
  for (const cluster of madeFor.get(queue) ?? []) cluster.disconnect();
}

const CLOSE_MS = 3000;
const PREFIX = 'milepost';

function optionsOf({ tls, username, password, db }: RedisAddress, config: RedisConfig): RedisOptions {
  return {
    // Bull's blocking connections must wait for Redis, however long; BullTransport does not.
    maxRetriesPerRequest: null,
    enableReadyCheck: false,
    retryStrategy: (times: number) => Math.min(times * 200, 2000),
    db,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    ...(tls ? { tls: tlsOf(config) } : {}),
  };
}

function serverOf({ kind, nodes, master, tls }: RedisAddress, config: RedisConfig): RedisOptions {
  if (kind === 'single') return nodes[0]!;
  const { redisSentinelPassword: sentinelPassword } = config;
  return {
    sentinels: nodes,
    name: master!,
    ...(sentinelPassword ? { sentinelPassword } : {}),
    ...(tls ? { sentinelTLS: tlsOf(config), enableTLSForSentinelMode: true } : {}),
  };
}

function clusterOf(address: RedisAddress, config: RedisConfig): Cluster {
  const { Cluster } = load('ioredis') as typeof import('ioredis');
  const cluster = new Cluster(address.nodes, {
    redisOptions: optionsOf(address, config),
    enableReadyCheck: false,
    clusterRetryStrategy: (times: number) => Math.min(times * 200, 2000),
  });
  // The queue reports an outage; without a listener of its own each connection would report every attempt.
  cluster.on('error', () => undefined);
  return cluster;
}

/** An office's own certificate authority is not among those that Node knows. */
const tlsOf = ({ redisTlsCa }: RedisConfig): ConnectionOptions =>
  redisTlsCa === undefined ? {} : { ca: readFileSync(redisTlsCa) };
