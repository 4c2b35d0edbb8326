import { Module } from '@nestjs/common';
import { IdentityModule } from '#libs/identity';
import { ApprovalMoves } from './approval.moves.service.js';
import { Approvals } from './approval.service.js';
import { ApprovalRoutes } from './routes.service.js';

@Module({
  imports: [IdentityModule],
  providers: [Approvals, ApprovalMoves, ApprovalRoutes],
  exports: [Approvals],
})
export class ApprovalModule {}
