import type { INestApplicationContext } from '@nestjs/common';
import { addDays, FixedClock, startOfShanghaiDay, SYSTEM_ACTOR, type Actor, type CalendarDate } from '#libs/kernel';
import { Approvals, type DecisionInput, type Subject } from '#libs/approval';
import { Database, FileStore, type StoredFile } from '#libs/platform';
import { ProjectFiles } from '#libs/project';
import { pdf } from './content.js';
import type { Directory } from './places.js';
import type { Dice } from './random.js';

/** A life that is lived day by day: what it yields is the day on which it goes on. */
export type Life = AsyncGenerator<CalendarDate, void>;

interface Desk {
  approvalId: string;
  organisationId: string;
  kind: string;
  persons: number;
  status: string;
  proposedBy: string | null;
  filers: string[];
}

const OPEN_DESKS = `
  select a.id as "approvalId", t.organisation_id as "organisationId", t.kind, t.persons, t.status, t.proposed_by as "proposedBy",
         a.filers
    from approval a join approval_step s on s.approval_id = a.id and s.status = 'open'
    join approval_task t on t.step_id = s.id and t.status in ('open', 'proposed')
   where a.subject_type = $1 and a.subject_id = $2 and a.status = 'pending' order by t.id`;

const AT_ONCE = 8;

/** The running system as the demo uses it: its services, its people, and a clock that the demo moves. */
export class World {
  private readonly lives = new Map<CalendarDate, Life[]>();
  private stored: Promise<StoredFile> | undefined;

  constructor(
    readonly app: INestApplicationContext,
    readonly clock: FixedClock,
    readonly people: Directory,
    readonly dice: Dice,
    readonly today: CalendarDate,
  ) {}

  get<T>(service: new (...dependencies: never[]) => T): T {
    return this.app.get(service, { strict: false });
  }

  begin(day: CalendarDate, life: Life): void {
    this.lives.set(day, [...(this.lives.get(day) ?? []), life]);
  }

  /** Lives all lives in the order of days up to today; those of one day at the same time, as in an office. */
  async live(progress: (day: CalendarDate) => void): Promise<void> {
    for (;;) {
      const day = [...this.lives.keys()].sort()[0];
      if (day === undefined || day > this.today) return;
      const now = this.lives.get(day)!;
      this.lives.delete(day);
      this.clock.set(new Date(startOfShanghaiDay(day).getTime() + 10 * 3_600_000));
      progress(day);
      const workers = Array.from({ length: AT_ONCE }, async () => {
        for (let life = now.shift(); life; life = now.shift()) {
          const { done, value } = await life.next();
          if (!done) this.begin(value > day ? value : addDays(day, 1), life);
        }
      });
      await Promise.all(workers);
    }
  }

  /** One document under many names: the store keeps content once. */
  async attach(actor: Actor, projectId: string, kinds: readonly { kind: string; name: string }[]): Promise<string[]> {
    this.stored ??= this.get(FileStore).write(chunks(pdf('demo')), 'demo.pdf');
    const stored = await this.stored;
    return this.get(Database).run(actor, async (tx) => {
      const ids: string[] = [];
      for (const { kind, name } of kinds) {
        ids.push((await this.get(ProjectFiles).attachIn(tx, projectId, { kind, name, stored })).id);
      }
      return ids;
    });
  }

  /** Everybody at the open desks of the current step: who proposes, then who decides. False when nothing is open. */
  async decideStep(subject: Subject, input: DecisionInput = { outcome: 'approve', opinion: '同意' }): Promise<boolean> {
    const approvals = this.get(Approvals);
    const desks = await this.get(Database).read(SYSTEM_ACTOR, (r) =>
      r.query<Desk>(OPEN_DESKS, [subject.type, subject.id]),
    );
    for (const desk of desks) {
      const [proposes, decides] =
        desk.kind === 'finance'
          ? (['finance_officer', 'finance_approver'] as const)
          : (['reviewer', 'approver'] as const);
      const proposer = desk.proposedBy ?? undefined;
      if (desk.persons === 2 && proposer === undefined) {
        await approvals.decide(this.people.who(desk.organisationId, proposes, desk.filers), desk.approvalId, input);
      }
      const who = desk.persons === 2 ? decides : proposes;
      await approvals.decide(this.people.who(desk.organisationId, who, desk.filers), desk.approvalId, input);
      if (input.outcome !== 'approve') return true;
    }
    return desks.length > 0;
  }

  /** All steps to the end, one or two working days each; what came in these days may still lie on the desk. */
  async *approve(subject: Subject, from: CalendarDate): Life {
    for (let day = from; ; day = addDays(day, this.dice.whole(1, 2))) {
      yield day;
      if (subject.type !== 'application') yield* this.perhapsWait();
      if (!(await this.decideStep(subject))) return;
    }
  }

  /** In the last days most things wait for somebody, so that every desk has something to do today. */
  async *perhapsWait(): Life {
    await Promise.resolve();
    if (this.day() > addDays(this.today, -8) && this.dice.chance(0.8)) yield addDays(this.today, 1);
  }

  day(): CalendarDate {
    return new Date(this.clock.now().getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  }
}

async function* chunks(content: Buffer): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(content);
}
