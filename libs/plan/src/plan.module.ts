import { Module } from '@nestjs/common';
import { Catalogue } from './catalogue.service.js';
import { Plans } from './plan.service.js';

/** Needs Database and CLOCK, which PlatformModule provides globally. */
@Module({ providers: [Catalogue, Plans], exports: [Catalogue, Plans] })
export class PlanModule {}
