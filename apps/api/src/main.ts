import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppLogger, loadConfigOrExit, ScheduleRunner } from '#libs/platform';
// The one thing both apps share; see no-app-to-app in .dependency-cruiser.cjs.
// eslint-disable-next-line no-restricted-imports
import { schedules } from '../../worker/src/schedule.js';
import { apiRole, AppModule } from './app.module.js';
import { configureHttp, createAdapter } from './http/index.js';
import { trackConnections } from './idle-connections.js';

const config = loadConfigOrExit();
const logger = new AppLogger({ level: config.logLevel, format: config.logFormat });

const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), createAdapter(config), {
  logger,
  abortOnError: false,
}).catch((error: unknown) => {
  logger.fatal(error, 'Main');
  process.exit(1);
});
await configureHttp(app);
const closeIdleConnections = trackConnections(app.getHttpServer());

let stopping = false;
/** Requests under way are answered first; only then are queue and database let go. */
async function stop(reason: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.log(`stopping: ${reason}`, 'Main');
  setTimeout(() => {
    logger.error('gave up waiting for what was under way', 'Main');
    process.exit(1);
  }, config.shutdownSeconds * 1000).unref();
  const answered = app.getHttpAdapter().getInstance().close();
  closeIdleConnections();
  await answered;
  await app.close();
  logger.log('stopped', 'Main');
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
// Started by `npm start`, which was killed.
process.on('disconnect', () => void stop('the parent process is gone'));

try {
  await app.listen({ port: config.port, host: config.host });
} catch (error) {
  const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  logger.fatal(taken ? `port ${config.port} is taken: set PORT to another` : error, 'Main');
  process.exit(1);
}
if (apiRole(config).runsJobs) await app.get(ScheduleRunner).start(schedules(app));
logger.log(`ready on ${await app.getUrl()}`, 'Main');
process.send?.({ ready: await app.getUrl() });
