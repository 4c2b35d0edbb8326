import { Injectable } from '@nestjs/common';
import { KernelErrors, newId, SYSTEM_ACTOR, type Actor, type Bilingual, type CalendarDate } from '#libs/kernel';
import { Catalogue } from '#libs/plan';
import { Database, violates, type BootLoader } from '#libs/platform';
import defaults from './data/default-stages.json' with { type: 'json' };
import { DueSources } from './due-source.js';
import { RECIPIENTS } from './recipient.rules.js';
import { ReminderErrors } from './rule.errors.js';
import * as sql from './rule.queries.js';
import { ANY, checkStages, DEFAULT_RULE, type RuleKey, type RuleSet, type RuleStage } from './rule.rules.js';
import { placeholders } from './rule.texts.js';

export interface RuleView extends RuleSet {
  id: string;
  note: string;
  createdAt: Date;
  createdBy: string;
}

export interface RulesView {
  /** Every due source there is; the rule `default` holds where a source has none of its own. */
  sources: (Bilingual & { rule: string })[];
  recipients: (Bilingual & { word: string })[];
  placeholders: (Bilingual & { name: string })[];
  items: RuleView[];
}

export interface RuleInput extends RuleKey {
  /** First day that the version holds for; today when left out. */
  validFrom?: CalendarDate;
  note?: string;
  stages: RuleStage[];
}

/** Reminder rules as versioned data (§7): who is told what, how many days before or after a due date. */
@Injectable()
export class ReminderRules {
  constructor(
    private readonly database: Database,
    private readonly sources: DueSources,
    private readonly catalogue: Catalogue,
  ) {}

  /** The rule sets in force today, with what a new one may use. */
  inForce(actor: Actor): Promise<RulesView> {
    const sources = this.sources.all().map(({ rule, zh, en }) => ({ rule, zh, en }));
    return this.database.read(actor, async (reader) => ({
      sources,
      recipients: [...RECIPIENTS],
      placeholders: placeholders(),
      items: await reader.query<RuleView>(sql.listInForce, [reader.today]),
    }));
  }

  /** Every version of every set of a source, the newest first, also those still to come. @throws REMINDER_RULE_UNKNOWN */
  versions(actor: Actor, rule: string): Promise<{ items: RuleView[] }> {
    this.requireSource(rule);
    return this.database.read(actor, async (reader) => ({
      items: await reader.query<RuleView>(sql.listVersions, [rule]),
    }));
  }

  /**
   * Adds a version. What it changes holds for every open due date from `validFrom` on; what was recorded stays.
   * @param version the newest version seen, 0 for the first of its kind
   * @throws REMINDER_RULE_UNKNOWN, REMINDER_RULE_INVALID naming each fault, REMINDER_RULE_FROM_PAST, REMINDER_CATEGORY_UNKNOWN,
   * VERSION_CONFLICT
   */
  async put(actor: Actor, input: RuleInput, version: number): Promise<RuleView> {
    this.check(input);
    const { rule, tier, categoryCode, stages, note = '' } = input;
    try {
      return await this.database.run(actor, async (tx) => {
        const validFrom = input.validFrom ?? tx.today;
        if (validFrom < tx.today) throw ReminderErrors.REMINDER_RULE_FROM_PAST({ today: tx.today });
        const latest = await tx.one<{ version: number }>(sql.latestVersion, [rule, tier, categoryCode]);
        if (latest!.version !== version) throw KernelErrors.VERSION_CONFLICT();
        const saved = { id: newId(), rule, tier, categoryCode, version: version + 1, validFrom, stages, note };
        const params = [saved.id, rule, tier, categoryCode, saved.version, validFrom, JSON.stringify(stages), note];
        await tx.query(sql.insertRule, [...params, actor.personId, tx.now]);
        await tx.audit({
          subjectType: 'reminder_rule',
          subjectId: saved.id,
          action: 'put',
          after: saved,
          reason: note || null,
        });
        return { ...saved, createdAt: tx.now, createdBy: actor.personName };
      });
    } catch (error) {
      if (violates(error, 'uq_reminder_rule_version')) throw KernelErrors.VERSION_CONFLICT();
      throw error;
    }
  }

  /** The checks of `put`, for a rule that is only tried out. */
  check({ rule, categoryCode, stages }: RuleInput): void {
    this.requireSource(rule);
    if (categoryCode !== ANY && !this.catalogue.categories().some(({ code }) => code === categoryCode))
      throw ReminderErrors.REMINDER_CATEGORY_UNKNOWN({ category: categoryCode });
    const faults = checkStages(stages);
    if (faults.length > 0) throw ReminderErrors.REMINDER_RULE_INVALID({}, faults);
  }

  private requireSource(rule: string): void {
    if (rule !== DEFAULT_RULE && !this.sources.all().some((source) => source.rule === rule))
      throw ReminderErrors.REMINDER_RULE_UNKNOWN({ rule });
  }
}

/** The default ladder of §7 as version 1; does nothing where a version is there. */
export const reminderRuleLoader: BootLoader = {
  name: 'reminder rules',
  load: (database, now) => database.query(sql.insertDefault, [JSON.stringify(defaults), SYSTEM_ACTOR.personId, now]),
};
