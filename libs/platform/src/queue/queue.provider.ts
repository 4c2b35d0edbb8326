import type { FactoryProvider } from '@nestjs/common';
import type BullQueue from 'bull';
import { AppConfig } from '../config/config.js';
import { bullQueue } from './bull.queue.js';
import { BullTransport } from './bull.transport.js';
import { InlineTransport } from './inline.transport.js';
import { QUEUE_NAMES, type QueueName } from './queues.js';
import { QUEUE_TRANSPORT, type Job, type QueueTransport } from './transport.js';

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
