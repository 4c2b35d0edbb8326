import { Injectable } from '@nestjs/common';
import type { Actor, CalendarDate } from '#libs/kernel';
import { IdentityErrors, Regions } from '#libs/identity';
import { Database, decodeCursor, pageOf, type BootLoader, type Page } from '#libs/platform';
import defaults from './data/default-stages.json' with { type: 'json' };
import * as sql from './reminder.queries.js';

export interface ReminderView {
  id: string;
  rule: string;
  subjectType: string;
  subjectId: string;
  projectId: string | null;
  title: string;
  dueOn: CalendarDate;
  stage: string;
  stageOn: CalendarDate;
  recordedAt: Date;
  cancelledAt: Date | null;
  regionCode: string;
  closedAt: Date | null;
}

export interface LetterView {
  id: string;
  number: string;
  subjectType: string;
  subjectId: string;
  projectId: string | null;
  title: string;
  organisationId: string;
  organisationName: string;
  issuedOn: CalendarDate;
  answerDueOn: CalendarDate;
  regionCode: string;
}

export interface StageView {
  version: number;
  rule: string;
  stage: string;
  rank: number;
  offsetDays: number;
  repeatDays: number | null;
  audience: string[];
  channels: string[];
  letter: boolean;
  titleZh: string;
  titleEn: string;
}

export interface ReminderFilter {
  limit: number;
  cursor?: string;
  project?: string;
  subject?: string;
  /** A stage (`due`) or a family of them (`urge` stands for urge-1, urge-2 …). */
  stage?: string;
  region?: string;
}

/** Reads of what was noticed when; scope is applied by row-level security on the ladders. */
@Injectable()
export class Reminders {
  constructor(
    private readonly database: Database,
    private readonly regions: Regions,
  ) {}

  list(actor: Actor, filter: ReminderFilter): Promise<Page<ReminderView>> {
    const region = filter.region === undefined ? undefined : this.regions.byCode(filter.region);
    if (filter.region !== undefined && !region) throw IdentityErrors.REGION_NOT_FOUND({ code: filter.region });
    return this.database.read(actor, async (reader) => {
      const [stageOn = null, id = null] = filter.cursor ? decodeCursor('reminders', filter.cursor) : [];
      const rows = await reader.query<ReminderView>(sql.listReminders, [
        filter.project ?? null,
        filter.subject ?? null,
        filter.stage ?? null,
        region?.tier === 'city' ? region.code : null,
        region?.tier === 'county' ? region.code : null,
        stageOn,
        id,
        filter.limit + 1,
      ]);
      return pageOf('reminders', rows, filter.limit, (row) => [row.stageOn, row.id]);
    });
  }

  letters(actor: Actor, query: { limit: number; cursor?: string }): Promise<Page<LetterView>> {
    return this.database.read(actor, async (reader) => {
      const [issuedOn = null, id = null] = query.cursor ? decodeCursor('supervision-letters', query.cursor) : [];
      const rows = await reader.query<LetterView>(sql.listLetters, [issuedOn, id, query.limit + 1]);
      return pageOf('supervision-letters', rows, query.limit, (row) => [row.issuedOn, row.id]);
    });
  }

  /** The ladder in force, default and per rule. */
  stages(actor: Actor): Promise<{ items: StageView[] }> {
    return this.database.read(actor, async (reader) => ({ items: await reader.query<StageView>(sql.listStages) }));
  }
}

/** The default ladder of §7 as version 1; does nothing where a version is there. */
export const reminderStageLoader: BootLoader = {
  name: 'reminder stages',
  load: (database) =>
    database.query(
      `insert into reminder_stage (version, rule, stage, rank, offset_days, repeat_days, audience, channels, letter, title_zh, title_en)
       select 1, s.rule, s.stage, s.rank, s."offsetDays", s."repeatDays", s.audience, s.channels, coalesce(s.letter, false),
              s."titleZh", s."titleEn"
         from jsonb_to_recordset($1::jsonb) s (rule text, stage text, rank int, "offsetDays" int, "repeatDays" int,
              audience text[], channels text[], letter boolean, "titleZh" text, "titleEn" text)
       on conflict do nothing`,
      [JSON.stringify(defaults)],
    ),
};
