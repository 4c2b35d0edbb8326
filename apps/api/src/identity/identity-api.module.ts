import { Module } from '@nestjs/common';
import { IdentityModule } from '#libs/identity';
import { PlacesController } from './places.controller.js';
import { SessionsController } from './sessions.controller.js';

@Module({ imports: [IdentityModule], controllers: [SessionsController, PlacesController] })
export class IdentityApiModule {}
