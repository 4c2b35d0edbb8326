import { Inject, Injectable, Logger } from '@nestjs/common';
import {
  addDays,
  newId,
  shanghaiDate,
  startOfShanghaiDay,
  SYSTEM_ACTOR,
  type Actor,
  type CalendarDate,
  type Clock,
} from '#libs/kernel';
import { CLOCK, Database, WorkCalendars, type Tx } from '#libs/platform';
import { DueSources, type DueSource } from './due-source.js';
import * as sql from './sweep.queries.js';

/** Term for the answer to a supervision letter, in working days (§7). */
const ANSWER_WORKING_DAYS = 5;

export interface RuleCounts {
  rule: string;
  opened: number;
  closed: number;
  /** Reminders recorded by this sweep, per stage. */
  stages: Record<string, number>;
  messages: number;
  letters: number;
}

export interface SweepResult {
  asOf: CalendarDate;
  rules: RuleCounts[];
  /** Sources that failed; the others are done all the same. */
  failures: { rule: string; error: string }[];
}

type Count = { count: number };

/**
 * Notices every due date that was reached by `asOf`. Idempotent, catches up after any outage, set-based: nine statements per source,
 * each source in a transaction of its own, one sweep at a time in the whole cluster.
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
    const day = shanghaiDate(asOf);
    const answerDue = (await this.calendars.current()).addWorkingDays(day, ANSWER_WORKING_DAYS);
    const result: SweepResult = { asOf: day, rules: [], failures: [] };
    for (const source of this.sources.all()) {
      try {
        result.rules.push(await this.database.run(SYSTEM_ACTOR, (tx) => this.sweepSource(tx, source, day, answerDue)));
      } catch (error) {
        this.log.error({ msg: 'due source failed', rule: source.rule, error });
        result.failures.push({ rule: source.rule, error: error instanceof Error ? error.name : 'unknown' });
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

  private async sweepSource(
    tx: Tx,
    source: DueSource,
    asOf: CalendarDate,
    answerDue: CalendarDate,
  ): Promise<RuleCounts> {
    const sweepId = newId();
    await tx.query(sql.oneAtATime);
    const [{ horizon } = { horizon: 0 }] = await tx.query<{ horizon: number }>(sql.horizon, [source.rule]);
    const until = addDays(asOf, horizon);
    await tx.query(sql.createDueTable);
    await tx.query(sql.fillDueTable(source), [asOf, until]);
    const count = async (statement: string, params: unknown[]) => (await tx.one<Count>(statement, params))?.count ?? 0;
    const closed = await count(sql.closeLadders, [source.rule, until, tx.now]);
    const opened = await count(sql.openLadders, [source.rule, tx.now]);
    const recorded = await tx.query<{ stage: string } & Count>(sql.recordStages, [source.rule, asOf, tx.now, sweepId]);
    const messages = await count(sql.postMessages, [source.rule, tx.now, sweepId]);
    const letters = await count(sql.issueLetters, [source.rule, tx.now, asOf, answerDue, sweepId]);
    const stages = Object.fromEntries(recorded.map((row) => [row.stage, row.count]));
    return { rule: source.rule, opened, closed, stages, messages, letters };
  }
}
