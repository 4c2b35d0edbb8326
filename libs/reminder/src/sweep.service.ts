import { performance } from 'node:perf_hooks';
import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  DomainError,
  newId,
  shanghaiDate,
  startOfShanghaiDay,
  SYSTEM_ACTOR,
  type Actor,
  type CalendarDate,
  type Clock,
  type WorkCalendar,
} from '#libs/kernel';
import { CLOCK, Database, WorkCalendars, type Tx } from '#libs/platform';
import { DueSources, type DueSource } from './due-source.js';
import { planSweep, type RuleInForce, type SweepPlan } from './sweep.plan.js';
import * as sql from './sweep.queries.js';

/** Term for the answer to a supervision letter, in working days (§7). */
const ANSWER_WORKING_DAYS = 5;
/** Ladders per transaction: bounds memory and locks however long the outage was. */
const BATCH = 50_000;
const PATIENCE_MS = 600_000;

export interface RuleCounts {
  rule: string;
  opened: number;
  closed: number;
  /** Reminders recorded by this sweep, per stage. */
  stages: Record<string, number>;
  messages: number;
  letters: number;
  /** Stages whose offices nobody holds; the supervisors of the province were told instead. */
  unaddressed: number;
  /** Years without a holiday table that working-day stages reach into: computed as ordinary weekdays. */
  missingYears: number[];
}

export interface SweepResult {
  asOf: CalendarDate;
  rules: RuleCounts[];
  /** Sources that failed; the others are done all the same. */
  failures: { rule: string; error: string }[];
}

interface Basis {
  sets: RuleInForce[];
  bases: Record<string, string | null>;
  holidays: string;
}

interface Recorded {
  ready: number;
  messages: number;
  unaddressed: number;
  stages: Record<string, number>;
}

interface Compared {
  opened: number;
  closed: number;
  ready: boolean;
}

const NOTHING = { opened: 0, closed: 0, messages: 0, letters: 0, unaddressed: 0 };

interface Day {
  asOf: CalendarDate;
  answerDue: CalendarDate;
  calendar: WorkCalendar;
  basis: Basis;
}

/**
 * Notices every due date that was reached by `asOf`. Idempotent, catches up after any outage, set-based: a fixed number of statements
 * per source, each source in transactions of its own, one sweep at a time in the whole cluster.
 */
@Injectable()
export class Sweep {
  private readonly log = new Logger(Sweep.name);

  constructor(
    private readonly database: Database,
    private readonly sources: DueSources,
    private readonly calendars: WorkCalendars,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param asOf the instant to stand at; its Shanghai day counts. Runs as the system whoever asked for it. */
  async run(asOf: Date): Promise<SweepResult> {
    const sources = this.sources.all();
    const day = await this.dayOf(shanghaiDate(asOf), sources);
    const result: SweepResult = { asOf: day.asOf, rules: [], failures: [] };
    for (const source of sources) {
      try {
        result.rules.push(await this.sweepSource(source, day));
      } catch (error) {
        this.log.error({ msg: 'due source failed', rule: source.rule, error });
        result.failures.push({ rule: source.rule, error: await this.note(source, error) });
      }
    }
    return result;
  }

  /**
   * The sweep asked for by a person (`POST /admin/sweeps`): the same work, with their name in the audit.
   * @param day the Shanghai day to stand at; today when left out
   */
  async runFor(actor: Actor, day?: CalendarDate): Promise<SweepResult> {
    const result = await this.run(day === undefined ? this.clock.now() : startOfShanghaiDay(day));
    const subjectId = newId();
    await this.database.run(actor, (tx) =>
      tx.audit({ subjectType: 'sweep', subjectId, action: 'run', after: { asOf: result.asOf } }),
    );
    return result;
  }

  private async dayOf(asOf: CalendarDate, sources: readonly DueSource[]): Promise<Day> {
    const calendar = await this.calendars.current();
    const rules = sources.map((source) => source.rule);
    const basis = await this.database.read(SYSTEM_ACTOR, (reader) => reader.one<Basis>(sql.basis, [asOf, rules]));
    return { asOf, calendar, answerDue: calendar.addWorkingDays(asOf, ANSWER_WORKING_DAYS), basis: basis! };
  }

  /** The first transaction also compares; more follow while there are more ladders ready than one may hold. */
  private async sweepSource(source: DueSource, day: Day): Promise<RuleCounts> {
    const started = performance.now();
    const plan = planSweep(source, day.basis.sets, day.asOf, { calendar: day.calendar, holidays: day.basis.holidays });
    const { missingYears } = plan;
    const counts: RuleCounts = { rule: source.rule, ...NOTHING, stages: {}, missingYears };
    for (let first = true, more = true; more; first = false) {
      const step = await this.database.run(SYSTEM_ACTOR, async (tx) => {
        await begin(tx);
        const compared = first ? await this.reconcileIn(tx, source, plan, day) : { opened: 0, closed: 0, ready: true };
        const recorded = compared.ready
          ? await this.recordIn(tx, source, plan, day)
          : { ...NOTHING, stages: {}, ready: 0 };
        const done = recorded.ready < BATCH;
        const ms = Math.round(performance.now() - started);
        const unaddressed = counts.unaddressed + recorded.unaddressed;
        const run = [source.rule, tx.now, day.asOf, ms, unaddressed, missingYears, plan.basis];
        if (done) await tx.send(sql.succeeded, run);
        return { ...recorded, opened: compared.opened, closed: compared.closed, done };
      });
      for (const key of ['opened', 'closed', 'messages', 'letters', 'unaddressed'] as const) counts[key] += step[key];
      for (const [stage, count] of Object.entries(step.stages))
        counts.stages[stage] = (counts.stages[stage] ?? 0) + count;
      more = !step.done;
    }
    return counts;
  }

  private async reconcileIn(tx: Tx, source: DueSource, plan: SweepPlan, { asOf, basis }: Day): Promise<Compared> {
    if ((basis.bases[source.rule] ?? plan.basis) !== plan.basis) await tx.query(sql.rebase, [asOf, source.rule]);
    const params = [asOf, plan.until, source.rule, tx.now];
    const { opened, closed, ready } = (await tx.one<Compared>(sql.reconcile(source), params))!;
    return { opened, closed, ready: ready || opened > 0 };
  }

  private async recordIn(
    tx: Tx,
    source: DueSource,
    plan: SweepPlan,
    day: Day,
  ): Promise<Recorded & { letters: number }> {
    const sweepId = newId();
    const stages = JSON.stringify(plan.stages);
    const params = [day.asOf, source.rule, tx.now, sweepId, stages, plan.categories, BATCH];
    await tx.send(sql.nestedLoops, ['off']);
    const recorded = (await tx.one<Recorded>(sql.recordStages, params))!;
    await tx.send(sql.nestedLoops, ['on']);
    if (!plan.stages.some((stage) => stage.letter && stage.stage in recorded.stages))
      return { ...recorded, letters: 0 };
    const asked = [day.asOf, stages, plan.categories, tx.now, day.answerDue, sweepId];
    const issued = await tx.one<{ count: number }>(sql.issueLetters, asked);
    return { ...recorded, letters: issued?.count ?? 0 };
  }

  /** Makes a failure visible; where even that fails, the log has it and the age of the last success grows. */
  private async note(source: DueSource, error: unknown): Promise<string> {
    const { code } = error as { code?: unknown };
    const name = error instanceof DomainError || typeof code === 'string' ? String(code) : 'INTERNAL';
    await this.database
      .run(SYSTEM_ACTOR, (tx) => tx.query(sql.failed, [source.rule, tx.now, name]))
      .catch((lost: unknown) =>
        this.log.warn({ msg: 'failure of a due source not noted', rule: source.rule, error: lost }),
      );
    return name;
  }
}

async function begin(tx: Tx): Promise<void> {
  await tx.send(sql.patience, [String(PATIENCE_MS)]);
  await tx.query(sql.oneAtATime);
}
