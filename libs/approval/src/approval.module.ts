import { Module } from '@nestjs/common';
import { IdentityModule } from '#libs/identity';
import { ApprovalMoves } from './approval.moves.service.js';
import { ApprovalReading } from './approval.reading.service.js';
import { Approvals } from './approval.service.js';
import { ApprovalBulk } from './bulk.service.js';
import { ApprovalCopying } from './copying.service.js';
import { ApprovalUrging } from './urging.service.js';
import { ApprovalRoutes } from './routes.service.js';

@Module({
  imports: [IdentityModule],
  providers: [ApprovalBulk, ApprovalCopying, ApprovalUrging, Approvals, ApprovalMoves, ApprovalReading, ApprovalRoutes],
  exports: [ApprovalBulk, ApprovalCopying, ApprovalUrging, Approvals, ApprovalReading],
})
export class ApprovalModule {}
