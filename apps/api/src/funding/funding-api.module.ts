import { Module } from '@nestjs/common';
import { FundingModule } from '#libs/funding';
import { MoneyController } from './money.controller.js';
import { PoolController } from './pool.controller.js';

@Module({ imports: [FundingModule], controllers: [PoolController, MoneyController] })
export class FundingApiModule {}
