import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { EntitySchema } from 'typeorm';
import { SystemClock, type Clock } from '#libs/kernel';
import { Audit } from './audit/audit.service.js';
import { Holidays, WorkCalendars } from './calendar/index.js';
import { CLOCK } from './clock.js';
import { AppConfig } from './config/config.js';
import { dataSourceOptions } from './database/data-source.js';
import { Database } from './database/database.js';
import { Listener } from './database/listener.js';
import { RoleCheck } from './database/role-check.js';
import { FileStore } from './files/file-store.js';
import { Health } from './health.service.js';
import { Watches } from './watches.js';
import { Meters } from './metrics/meters.js';
import { QueueFigures } from './metrics/queue.figures.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxRelay } from './outbox/relay.js';
import { PROCESS_ROLE, type ProcessRole } from './process-role.js';
import { queueTransportProvider } from './queue/queue.provider.js';
import { ScheduleRunner } from './queue/schedule-runner.js';

type EntityClass = (new () => object) | EntitySchema;

const services = [
  Audit,
  Database,
  FileStore,
  Health,
  Watches,
  Holidays,
  Meters,
  Outbox,
  OutboxRelay,
  QueueFigures,
  ScheduleRunner,
  WorkCalendars,
];

/** The plumbing, once per process and for all libs. */
@Global()
@Module({})
export class PlatformModule {
  static forRoot(
    config: AppConfig,
    entities: readonly EntityClass[],
    role: ProcessRole,
    clock: Clock = new SystemClock(),
  ): DynamicModule {
    return {
      module: PlatformModule,
      imports: [TypeOrmModule.forRoot(dataSourceOptions(config, entities, role))],
      providers: [
        { provide: AppConfig, useValue: config },
        { provide: CLOCK, useValue: clock },
        { provide: PROCESS_ROLE, useValue: role },
        queueTransportProvider,
        Listener,
        RoleCheck,
        ...services,
      ],
      exports: [AppConfig, CLOCK, PROCESS_ROLE, queueTransportProvider, ...services],
    };
  }
}
