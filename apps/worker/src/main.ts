import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { AppLogger, loadConfigOrExit, Meters, QueueFigures, ScheduleRunner, serveMetrics } from '#libs/platform';
import { schedules } from './schedule.js';
import { WorkerModule } from './worker.module.js';

const config = loadConfigOrExit();
const logger = new AppLogger({ level: config.logLevel, format: config.logFormat });

const app = await NestFactory.createApplicationContext(WorkerModule.forRoot(config), {
  logger,
  abortOnError: false,
}).catch((error: unknown) => {
  logger.fatal(error, 'Main');
  process.exit(1);
});

let stopping = false;
/** Jobs under way are finished, those not yet begun are handed back. */
async function stop(reason: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.log(`stopping: ${reason}`, 'Main');
  setTimeout(() => {
    logger.error('gave up waiting for what was under way', 'Main');
    process.exit(1);
  }, config.shutdownSeconds * 1000).unref();
  await metrics?.close();
  await app.close();
  logger.log('stopped', 'Main');
  process.exit(0);
}
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
// Started by `npm start`, which was killed.
process.on('disconnect', () => void stop('the parent process is gone'));

const metrics = await serveMetrics(config, app.get(Meters), app.get(QueueFigures));
await app.get(ScheduleRunner).start(schedules(app));
// Redis or not, something must keep the process alive until it is told to stop.
setInterval(() => undefined, 3_600_000);
logger.log('ready', 'Main');
process.send?.({ ready: true });
