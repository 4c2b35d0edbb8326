import { Module } from '@nestjs/common';
import { APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { IdentityModule } from '#libs/identity';
import { AuthenticationGuard } from './authentication.guard.js';
import { Metrics } from './metrics.js';
import { RouteCheck } from './route-check.js';

/** The guard before every route, and the check that no route forgot to say who may call it. */
@Module({
  imports: [DiscoveryModule, IdentityModule],
  providers: [{ provide: APP_GUARD, useClass: AuthenticationGuard }, RouteCheck, Metrics],
  exports: [Metrics],
})
export class HttpModule {}
