import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { ReminderRule, ReminderSourceRun } from './rule.entity.js';

/** One due date of one subject, open as long as the subject is unfinished and the date unmoved. */
@Entity('reminder_ladder')
@Unique('uq_reminder_ladder_subject', ['rule', 'subjectId', 'dueOn'])
@Index('ix_reminder_ladder_open', { synchronize: false })
@Index('ix_reminder_ladder_project', ['projectId'])
export class ReminderLadder {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_reminder_ladder' }) id!: string;
  @Column({ type: 'text' }) rule!: string;
  @Column({ name: 'subject_type', type: 'text' }) subjectType!: string;
  @Column({ name: 'subject_id', type: 'uuid' }) subjectId!: string;
  @Column({ name: 'project_id', type: 'uuid', nullable: true }) projectId!: string | null;
  @Column({ name: 'due_on', type: 'date' }) dueOn!: string;
  @Column({ type: 'date' }) since!: string;
  @Column({ type: 'text' }) title!: string;
  @Column({ name: 'responsible_org_id', type: 'uuid' }) responsibleOrgId!: string;
  @Column({ name: 'responsible_roles', type: 'text', array: true }) responsibleRoles!: string[];
  @Column({ name: 'lead_kind', type: 'text' }) leadKind!: string;
  @Column({ name: 'region_code', type: 'text' }) regionCode!: string;
  @Column({ name: 'city_code', type: 'text', nullable: true }) cityCode!: string | null;
  @Column({ name: 'county_code', type: 'text', nullable: true }) countyCode!: string | null;
  @Column({ name: 'owner_org_id', type: 'uuid', nullable: true }) ownerOrgId!: string | null;
  @Column({ name: 'category_code', type: 'text', nullable: true }) categoryCode!: string | null;
  @Column({ type: 'text', nullable: true }) number!: string | null;
  /** Day of the next stage; the sweep does not touch the ladder before. */
  @Column({ name: 'next_on', type: 'date', nullable: true }) nextOn!: string | null;
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt!: Date;
  @Column({ name: 'closed_at', type: 'timestamptz', nullable: true }) closedAt!: Date | null;
}

/** One stage that was reached; append-only but for its cancellation. */
@Entity('reminder')
@Unique('uq_reminder_key', ['rule', 'subjectId', 'dueOn', 'stage'])
@Index('ix_reminder_ladder_id', ['ladderId'])
@Index('ix_reminder_sweep_id', ['sweepId'])
@Index('ix_reminder_stage_on', { synchronize: false })
export class Reminder {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_reminder' }) id!: string;
  @Column({ name: 'ladder_id', type: 'uuid' }) ladderId!: string;
  @Column({ name: 'sweep_id', type: 'uuid' }) sweepId!: string;
  @Column({ type: 'text' }) rule!: string;
  @Column({ name: 'subject_id', type: 'uuid' }) subjectId!: string;
  @Column({ name: 'due_on', type: 'date' }) dueOn!: string;
  @Column({ type: 'text' }) stage!: string;
  @Column({ name: 'stage_on', type: 'date' }) stageOn!: string;
  @Column({ type: 'int' }) rank!: number;
  @Column({ name: 'recorded_at', type: 'timestamptz' }) recordedAt!: Date;
  @Column({ name: 'cancelled_at', type: 'timestamptz', nullable: true }) cancelledAt!: Date | null;
}

/** A message in a person's inbox; unique per person and dedupe key, so that it is shown once however often it is delivered. */
@Entity('message')
@Unique('uq_message_dedupe', ['personId', 'dedupeKey'])
@Index('ix_message_inbox', { synchronize: false })
@Index('ix_message_unread', { synchronize: false })
@Index('ix_message_subject', { synchronize: false })
@Index('ix_message_ladder', { synchronize: false })
export class Message {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_message' }) id!: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId!: string;
  @Column({ type: 'text' }) kind!: string;
  @Column({ name: 'title_zh', type: 'text' }) titleZh!: string;
  @Column({ name: 'title_en', type: 'text' }) titleEn!: string;
  @Column({ name: 'body_zh', type: 'text', default: '' }) bodyZh!: string;
  @Column({ name: 'body_en', type: 'text', default: '' }) bodyEn!: string;
  @Column({ name: 'project_id', type: 'uuid', nullable: true }) projectId!: string | null;
  @Column({ name: 'subject_type', type: 'text', nullable: true }) subjectType!: string | null;
  @Column({ name: 'subject_id', type: 'uuid', nullable: true }) subjectId!: string | null;
  @Column({ type: 'text', array: true }) channels!: string[];
  @Column({ name: 'dedupe_key', type: 'text' }) dedupeKey!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'read_at', type: 'timestamptz', nullable: true }) readAt!: Date | null;
  /** Set when the subject was finished or its date moved: the message no longer asks for anything. */
  @Column({ name: 'settled_at', type: 'timestamptz', nullable: true }) settledAt!: Date | null;
  /** Due source, stage and urgency of a reminder; null for what is not one. */
  @Column({ type: 'text', nullable: true }) rule!: string | null;
  @Column({ type: 'text', nullable: true }) stage!: string | null;
  @Column({ type: 'int', nullable: true }) rank!: number | null;
  /** 督办: no preference of a person switches its channels off. */
  @Column({ type: 'boolean', default: false }) mandatory!: boolean;
  /** 抄送: for information, the matter is somebody else's. */
  @Column({ type: 'boolean', default: false }) cc!: boolean;
  @Column({ name: 'ladder_id', type: 'uuid', nullable: true }) ladderId!: string | null;
}

@Entity('supervision_counter')
export class SupervisionCounter {
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'pk_supervision_counter' }) year!: number;
  @Column({ type: 'int' }) last!: number;
}

/** 督办函: numbered, to be answered within 5 working days (§7). */
@Entity('supervision_letter')
@Unique('uq_supervision_letter_number', ['number'])
@Unique('uq_supervision_letter_ladder', ['ladderId'])
@Index('ix_supervision_letter_issued', { synchronize: false })
export class SupervisionLetter {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_supervision_letter' }) id!: string;
  @Column({ type: 'text' }) number!: string;
  @Column({ name: 'ladder_id', type: 'uuid' }) ladderId!: string;
  @Column({ name: 'project_id', type: 'uuid', nullable: true }) projectId!: string | null;
  @Column({ name: 'subject_type', type: 'text' }) subjectType!: string;
  @Column({ name: 'subject_id', type: 'uuid' }) subjectId!: string;
  @Column({ type: 'text' }) title!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ name: 'issued_on', type: 'date' }) issuedOn!: string;
  @Column({ name: 'answer_due_on', type: 'date' }) answerDueOn!: string;
  @Column({ name: 'region_code', type: 'text' }) regionCode!: string;
  @Column({ name: 'city_code', type: 'text', nullable: true }) cityCode!: string | null;
  @Column({ name: 'county_code', type: 'text', nullable: true }) countyCode!: string | null;
  @Column({ name: 'owner_org_id', type: 'uuid', nullable: true }) ownerOrgId!: string | null;
}

export const reminderEntities = [
  ReminderRule,
  ReminderSourceRun,
  ReminderLadder,
  Reminder,
  Message,
  SupervisionCounter,
  SupervisionLetter,
];
