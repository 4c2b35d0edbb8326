import { Module } from '@nestjs/common';
import { PlanModule } from '#libs/plan';
import { PlanController } from './plan.controller.js';

@Module({ imports: [PlanModule], controllers: [PlanController] })
export class PlanApiModule {}
