import { Module } from '@nestjs/common';
import { MilestoneModule } from '#libs/milestone';
import { MilestoneController } from './milestone.controller.js';

@Module({ imports: [MilestoneModule], controllers: [MilestoneController] })
export class MilestoneApiModule {}
