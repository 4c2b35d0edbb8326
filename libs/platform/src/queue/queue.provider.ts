import { createRequire } from 'node:module';
import type { FactoryProvider } from '@nestjs/common';
import type BullQueue from 'bull';
import { AppConfig } from '../config/config.js';
import { BullTransport } from './bull.transport.js';
import { InlineTransport } from './inline.transport.js';
import { QUEUE_TRANSPORT, type Job, type QueueTransport } from './transport.js';

/** Bull and ioredis are loaded only where Redis is used: the api without it stays small. */
export function bullQueue<T>(name: string, redisUrl: string): BullQueue.Queue<T> {
  const Bull = createRequire(import.meta.url)('bull') as typeof BullQueue;
  return new Bull<T>(name, redisUrl, {
    prefix: 'milepost',
    redis: {
      // Bull's blocking connections must wait for Redis, however long; BullTransport does not.
      maxRetriesPerRequest: null,
      retryStrategy: (times: number) => Math.min(times * 200, 2000),
      ...(redisUrl.startsWith('rediss:') ? { tls: {} } : {}),
    },
    settings: { stalledInterval: 5000, maxStalledCount: 100 },
  });
}

/** Bull when `REDIS_URL` is set, inline otherwise. */
export const queueTransportProvider: FactoryProvider<QueueTransport> = {
  provide: QUEUE_TRANSPORT,
  inject: [AppConfig],
  useFactory: (config: AppConfig) =>
    config.redisUrl ? new BullTransport(bullQueue<Job>('outbox', config.redisUrl)) : new InlineTransport(),
};
