/**
 * The named queues, each with the number of jobs that one process carries out at a time. A queue of its own keeps what is slow
 * from holding up what is not. A handler names its queue where it registers; without a name it is `events`.
 */
export const QUEUES = {
  /** What one part of the system does because another one did something. */
  events: { concurrency: 8 },
  /** Messages to people: many at once, and nobody's work waits for them. */
  notices: { concurrency: 4 },
} as const;

export type QueueName = keyof typeof QUEUES;
export const QUEUE_NAMES = Object.keys(QUEUES) as QueueName[];
export const DEFAULT_QUEUE: QueueName = 'events';
