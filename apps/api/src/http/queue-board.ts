import { createRequire } from 'node:module';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { KernelErrors } from '#libs/kernel';
import { Sessions } from '#libs/identity';
import { AppConfig, bullQueue, closeQueue, QUEUE_NAMES, SCHEDULE_QUEUE } from '#libs/platform';
import { sendProblem } from './error.filter.js';
import type { MilepostRequest } from './request.js';
import { requireRole } from './role-required.js';
import { sessionOf } from './session.js';

const load = createRequire(import.meta.url);
const log = new Logger('queue-board');

/** The board asks for a font from elsewhere; nothing of ours does, and the content policy would refuse it anyway. */
const FOREIGN_FONT = /<link[^>]+fonts\.googleapis\.com[^>]*>/g;

/**
 * What Redis carries at this moment, to look at and not to touch: a retry or removal here would leave no trace in the audit and is
 * done in the outbox (`/admin/dead-letters`). For system_admin, by the session of the console. Without Redis there is no board.
 */
export async function mountQueueBoard(app: NestFastifyApplication, path: string): Promise<void> {
  const config = app.get(AppConfig);
  if (!config.redisUrl) return;
  const sessions = app.get(Sessions, { strict: false });
  // Loaded only here: the api without Redis stays small.
  const { createBullBoard } = load('@bull-board/api') as typeof import('@bull-board/api');
  const { BullAdapter } = load('@bull-board/api/bullAdapter') as typeof import('@bull-board/api/bullAdapter');
  const { FastifyAdapter } = load('@bull-board/fastify') as typeof import('@bull-board/fastify');
  const queues = [...QUEUE_NAMES, SCHEDULE_QUEUE].map((name) => bullQueue(name, config));
  // The transport reports an outage; here it only must not end the process.
  for (const queue of queues) queue.on('error', () => undefined);
  const serverAdapter = new FastifyAdapter();
  serverAdapter.setBasePath(path);
  createBullBoard({
    queues: queues.map((queue) => new BullAdapter(queue, { readOnlyMode: true })),
    serverAdapter,
    options: { uiConfig: { boardTitle: '里程 Milepost' } },
  });
  await app.register(
    async (scope: FastifyInstance) => {
      // Answered here: what is thrown would reach the board's own error page.
      scope.addHook('onRequest', async (request, reply) => {
        try {
          const found = await sessionOf(sessions, request as MilepostRequest);
          if (!found) throw KernelErrors.NOT_AUTHENTICATED();
          requireRole(found.actor, ['system_admin']);
        } catch (error) {
          sendProblem(request, reply, error, log);
          await reply;
        }
      });
      scope.addHook('onSend', (_request, _reply, payload, done) =>
        done(null, typeof payload === 'string' ? payload.replace(FOREIGN_FONT, '') : payload),
      );
      scope.addHook('onClose', async () => {
        await Promise.all(queues.map(closeQueue));
      });
      await scope.register(serverAdapter.registerPlugin());
    },
    { prefix: path },
  );
}
