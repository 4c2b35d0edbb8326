import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ConnectionOptions } from 'node:tls';
import type { FactoryProvider } from '@nestjs/common';
import type BullQueue from 'bull';
import type { Cluster, RedisOptions } from 'ioredis';
import { AppConfig } from '../config/config.js';
import { BullTransport } from './bull.transport.js';
import { InlineTransport } from './inline.transport.js';
import { QUEUE_NAMES, type QueueName } from './queues.js';
import { parseRedisAddress, type RedisAddress } from './redis.address.js';
import { QUEUE_TRANSPORT, type Job, type QueueTransport } from './transport.js';

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
  const createClient = () =>
    clusterOf(address, config) as unknown as ReturnType<NonNullable<BullQueue.QueueOptions['createClient']>>;
  // The braces put all keys of a queue into one slot, as its scripts need.
  return new Bull<T>(name, { prefix: `{${PREFIX}}`, createClient, settings });
}

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
  return new Cluster(address.nodes, {
    redisOptions: optionsOf(address, config),
    enableReadyCheck: false,
    clusterRetryStrategy: (times: number) => Math.min(times * 200, 2000),
  });
}

/** An office's own certificate authority is not among those that Node knows. */
const tlsOf = ({ redisTlsCa }: RedisConfig): ConnectionOptions =>
  redisTlsCa === undefined ? {} : { ca: readFileSync(redisTlsCa) };

/** Bull when `REDIS_URL` is set, inline otherwise. */
export const queueTransportProvider: FactoryProvider<QueueTransport> = {
  provide: QUEUE_TRANSPORT,
  inject: [AppConfig],
  useFactory: (config: AppConfig) => {
    if (!config.redisUrl) return new InlineTransport();
    const queues = QUEUE_NAMES.map((name) => [name, bullQueue<Job>(name, config)] as const);
    return new BullTransport(new Map<QueueName, BullQueue.Queue<Job>>(queues));
  },
};
