import { Module } from '@nestjs/common';
import { ApprovalModule } from '#libs/approval';
import { ApprovalController } from './approval.controller.js';

@Module({ imports: [ApprovalModule], controllers: [ApprovalController] })
export class ApprovalApiModule {}
