import { Module } from '@nestjs/common';
import { IdentityModule } from '#libs/identity';
import { ApprovalMoves } from './approval.moves.service.js';
import { ApprovalReading } from './approval.reading.service.js';
import { Approvals } from './approval.service.js';
import { ApprovalRoutes } from './routes.service.js';

@Module({
  imports: [IdentityModule],
  providers: [Approvals, ApprovalMoves, ApprovalReading, ApprovalRoutes],
  exports: [Approvals, ApprovalReading],
})
export class ApprovalModule {}
