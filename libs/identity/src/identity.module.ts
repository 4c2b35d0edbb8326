import { Global, Module } from '@nestjs/common';
import { LoginAttempts } from './login-attempts.service.js';
import { Organisations } from './organisations.service.js';
import { People } from './people.service.js';
import { Regions } from './regions.js';
import { Sessions } from './sessions.service.js';

/** Global, like the platform beneath it: every lib above asks who and where. */
@Global()
@Module({
  providers: [Regions, Organisations, People, LoginAttempts, Sessions],
  exports: [Regions, Organisations, People, Sessions],
})
export class IdentityModule {}
