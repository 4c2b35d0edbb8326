import { Module } from '@nestjs/common';
import { AcceptanceModule } from '#libs/acceptance';
import { AcceptanceController } from './acceptance.controller.js';
import { ClosingController } from './closing.controller.js';
import { RectificationController } from './rectification.controller.js';

@Module({
  imports: [AcceptanceModule],
  controllers: [AcceptanceController, RectificationController, ClosingController],
})
export class AcceptanceApiModule {}
