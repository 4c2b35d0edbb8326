import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { EntitySchema } from 'typeorm';
import { SystemClock } from '#libs/kernel';
import { Audit } from './audit/audit.service.js';
import { Holidays, WorkCalendars } from './calendar/index.js';
import { CLOCK } from './clock.js';
import { AppConfig, loadConfigOrExit } from './config/config.js';
import { dataSourceOptions } from './database/data-source.js';
import { Database } from './database/database.js';
import { RoleCheck } from './database/role-check.js';
import { FileStore } from './files/file-store.js';
import { Health } from './health.service.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxRelay } from './outbox/relay.js';
import { PROCESS_ROLE, type ProcessRole } from './process-role.js';
import { queueTransportProvider } from './queue/queue.provider.js';
import { ScheduleRunner } from './queue/schedule-runner.js';

type EntityClass = (new () => object) | EntitySchema;

const configProvider = { provide: AppConfig, useFactory: () => loadConfigOrExit() };
const services = [Audit, Database, FileStore, Health, Holidays, Outbox, OutboxRelay, ScheduleRunner, WorkCalendars];

export interface PlatformOptions {
  name: ProcessRole['name'];
  entities: readonly EntityClass[];
  /** Default: the worker always, the api only where no Redis carries jobs to a worker. */
  runsJobs?: (config: AppConfig) => boolean;
}

const runsJobs = (options: PlatformOptions, config: AppConfig): boolean =>
  options.runsJobs?.(config) ?? (options.name === 'worker' || config.redisUrl === undefined);

/** The plumbing, once per process and for all libs. */
@Global()
@Module({ providers: [configProvider], exports: [AppConfig] })
class ConfigModule {}

@Global()
@Module({})
export class PlatformModule {
  static forRoot(options: PlatformOptions): DynamicModule {
    const role = {
      provide: PROCESS_ROLE,
      inject: [AppConfig],
      useFactory: (config: AppConfig): ProcessRole => ({ name: options.name, runsJobs: runsJobs(options, config) }),
    };
    const database = TypeOrmModule.forRootAsync({
      inject: [AppConfig],
      useFactory: (config: AppConfig) => dataSourceOptions(config, options.entities, options.name),
    });
    return {
      module: PlatformModule,
      imports: [ConfigModule, database],
      providers: [role, { provide: CLOCK, useClass: SystemClock }, queueTransportProvider, RoleCheck, ...services],
      exports: [CLOCK, PROCESS_ROLE, queueTransportProvider, ...services],
    };
  }
}
