import { Injectable } from '@nestjs/common';
import { addDays, daysBetween, type Actor, type CalendarDate } from '#libs/kernel';
import { Database, WorkCalendars } from '#libs/platform';
import { DueSources, type DueSource } from './due-source.js';
import { ReminderErrors } from './rule.errors.js';
import { previewOf } from './rule.preview.queries.js';
import { DEFAULT_RULE } from './rule.rules.js';
import { ReminderRules, type RuleInput } from './rule.service.js';
import { planSweep, type RuleInForce } from './sweep.plan.js';
import { basis as BASIS } from './sweep.queries.js';

const WEEK = 7;
const LONGEST = 31;
const EXAMPLES = 20;

export interface PreviewExample {
  rule: string;
  subjectType: string;
  subjectId: string;
  dueOn: CalendarDate;
  stage: string;
  on: CalendarDate;
  titleZh: string;
  titleEn: string;
  recipients: { name: string; cc: boolean }[];
}

export interface PreviewView {
  from: CalendarDate;
  to: CalendarDate;
  counts: { stage: string; reminders: number; messages: number }[];
  examples: PreviewExample[];
  missingYears: number[];
}

type Sent = Pick<PreviewView, 'counts' | 'examples'>;

/** "What would have been sent last week under this rule": reads what was due in some days, and writes nothing. */
@Injectable()
export class RulePreviews {
  constructor(
    private readonly database: Database,
    private readonly sources: DueSources,
    private readonly rules: ReminderRules,
    private readonly calendars: WorkCalendars,
  ) {}

  /**
   * For the sources, tiers and categories that the set would hold for. Sees what the caller's scope sees.
   * @param days first and last day, both included; the seven days up to yesterday when left out
   * @throws REMINDER_PREVIEW_SPAN, and what saving the rule would throw
   */
  async preview(
    actor: Actor,
    input: RuleInput,
    days: { from?: CalendarDate; to?: CalendarDate },
  ): Promise<PreviewView> {
    this.rules.check(input);
    const calendar = await this.calendars.current();
    return this.database.read(actor, async (reader) => {
      const to = days.to ?? (days.from === undefined ? addDays(reader.today, -1) : addDays(days.from, WEEK - 1));
      const from = days.from ?? addDays(to, 1 - WEEK);
      const span = daysBetween(from, to) + 1;
      if (span < 1 || span > LONGEST) throw ReminderErrors.REMINDER_PREVIEW_SPAN();
      const sources = this.sources.all().filter(({ rule }) => input.rule === DEFAULT_RULE || rule === input.rule);
      const inForce = await reader.one<{ sets: RuleInForce[]; holidays: string }>(BASIS, [
        to,
        sources.map((source) => source.rule),
      ]);
      const tried: RuleInForce = { ...input, id: 'preview' };
      const sets = [tried, ...inForce!.sets.filter((set) => !isSameKey(set, tried))];
      const view: PreviewView = { from, to, counts: [], examples: [], missingYears: [] };
      for (const source of sources) {
        const plan = planSweep(source, sets, to, { calendar, holidays: inForce!.holidays }, tried);
        // Another set is more specific everywhere: this one would have sent nothing of it.
        if (plan.stages.length === 0) continue;
        const stages = JSON.stringify(plan.stages);
        const params = [to, plan.until, source.rule, stages, plan.categories, EXAMPLES, from];
        add(view, (await reader.one<Sent>(previewOf(source satisfies DueSource), params))!);
        view.missingYears = plan.missingYears;
      }
      view.examples.splice(EXAMPLES);
      return view;
    });
  }
}

const isSameKey = (a: RuleInForce, b: RuleInForce): boolean =>
  a.rule === b.rule && a.tier === b.tier && a.categoryCode === b.categoryCode;

function add(view: PreviewView, { counts, examples }: Sent): void {
  for (const one of counts) {
    const sum = view.counts.find(({ stage }) => stage === one.stage);
    if (sum) Object.assign(sum, { reminders: sum.reminders + one.reminders, messages: sum.messages + one.messages });
    else view.counts.push({ ...one });
  }
  view.examples.push(...examples);
}
