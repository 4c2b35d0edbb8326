import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Audit } from '#libs/platform';
import { CurrentActor, Require } from '../http/index.js';
import { AuditListQuery, AuditPage, AuditVerificationAnswer, AuditVerificationQuery } from './audit.dto.js';

@Controller('audit')
export class AuditController {
  constructor(private readonly audit: Audit) {}

  /** The trail of one subject, the latest first. */
  @Get()
  @Require('auditor', 'audit_admin')
  list(@CurrentActor() actor: Actor, @Query() query: AuditListQuery): Promise<AuditPage> {
    return this.audit.list(actor, query);
  }

  /** Recomputes the hash chains and names every entry that was edited, removed or moved. */
  @Get('verification')
  @Require('auditor', 'audit_admin')
  verify(@CurrentActor() actor: Actor, @Query() query: AuditVerificationQuery): Promise<AuditVerificationAnswer> {
    const { subjectType, subjectId } = query;
    return this.audit.verify(actor, subjectType && subjectId ? { subjectType, subjectId } : undefined);
  }
}
