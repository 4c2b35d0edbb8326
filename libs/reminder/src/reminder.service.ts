import { Injectable } from '@nestjs/common';
import type { Actor, Bilingual, CalendarDate } from '#libs/kernel';
import { IdentityErrors, Regions } from '#libs/identity';
import { Database, decodeCursor, pageOf, type Page } from '#libs/platform';
import { DueSources } from './due-source.js';
import * as sql from './reminder.queries.js';
import { stageName } from './stage.rules.js';

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
  ruleName: Bilingual;
  stageName: Bilingual;
  /** Whose matter it is. */
  responsible: { id: string; nameZh: string; nameEn: string };
  /** Who was told at this stage; a person whose highest stage was another one stands there. */
  recipients: { personId: string; name: string; cc: boolean }[];
}

type ReminderRow = Omit<ReminderView, 'ruleName' | 'stageName'>;

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
    private readonly sources: DueSources,
  ) {}

  list(actor: Actor, filter: ReminderFilter): Promise<Page<ReminderView>> {
    const region = filter.region === undefined ? undefined : this.regions.byCode(filter.region);
    if (filter.region !== undefined && !region) throw IdentityErrors.REGION_NOT_FOUND({ code: filter.region });
    return this.database.read(actor, async (reader) => {
      const [stageOn = null, id = null] = filter.cursor ? decodeCursor('reminders', filter.cursor) : [];
      const rows = await reader.query<ReminderRow>(sql.listReminders, [
        filter.project ?? null,
        filter.subject ?? null,
        filter.stage ?? null,
        region?.tier === 'city' ? region.code : null,
        region?.tier === 'county' ? region.code : null,
        stageOn,
        id,
        filter.limit + 1,
      ]);
      const named = rows.map((row) => ({ ...row, ruleName: this.ruleName(row.rule), stageName: stageName(row.stage) }));
      return pageOf('reminders', named, filter.limit, (row) => [row.stageOn, row.id]);
    });
  }

  private ruleName(rule: string): Bilingual {
    const source = this.sources.all().find((one) => one.rule === rule);
    return source ? { zh: source.zh, en: source.en } : { zh: rule, en: rule };
  }

  letters(actor: Actor, query: { limit: number; cursor?: string }): Promise<Page<LetterView>> {
    return this.database.read(actor, async (reader) => {
      const [issuedOn = null, id = null] = query.cursor ? decodeCursor('supervision-letters', query.cursor) : [];
      const rows = await reader.query<LetterView>(sql.listLetters, [issuedOn, id, query.limit + 1]);
      return pageOf('supervision-letters', rows, query.limit, (row) => [row.issuedOn, row.id]);
    });
  }
}
