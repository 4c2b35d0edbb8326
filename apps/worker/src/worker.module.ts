import { Module, type DynamicModule } from '@nestjs/common';
import { IdentityModule, identityEntities } from '#libs/identity';
import { calendarEntities, PlatformModule, platformEntities, type AppConfig, type ProcessRole } from '#libs/platform';

/** What the lib of each domain keeps in the database. */
const entities = [...platformEntities, ...calendarEntities, ...identityEntities];

/** One line per domain whose handlers or schedules run here. */
const domains = [IdentityModule];

const role: ProcessRole = { name: 'worker', runsJobs: true };

@Module({})
export class WorkerModule {
  static forRoot(config: AppConfig): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.forRoot(config, entities, role), ...domains] };
  }
}
