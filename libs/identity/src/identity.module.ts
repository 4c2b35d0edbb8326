import { Module } from '@nestjs/common';
import { LoginAttempts } from './login-attempts.service.js';
import { Organisations } from './organisations.service.js';
import { People } from './people.service.js';
import { Regions } from './regions.js';
import { Sessions } from './sessions.service.js';

/** Needs Database and CLOCK, which PlatformModule provides globally. */
@Module({
  providers: [Regions, Organisations, People, LoginAttempts, Sessions],
  exports: [Regions, Organisations, People, Sessions],
})
export class IdentityModule {}
