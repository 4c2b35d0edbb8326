import { Injectable } from '@nestjs/common';
import { addDays, shanghaiDate, type Actor } from '#libs/kernel';
import { Approvals } from '#libs/approval';
import { Database, type Tx } from '#libs/platform';
import { ChangeRequests } from './change.service.js';
import { Policies } from './project.policy.js';
import { ExpiryExemptions } from './project.registries.js';
import { selectProject, type ProjectRow } from './project.row.js';
import { Projects } from './project.service.js';

/** Rows of one transaction; what one sweep leaves the same sweep takes up again. */
const BATCH = 200;

/** Only after the term is over, the days of grace are over and the owner was reminded on an earlier day (§3, §7). */
const LAPSED = `select ${selectProject('p')} from project p
  where p.status = 'returned' and p.returned_due_on < $1
    and exists (select 1 from reminder r where r.rule = 'correction_term' and r.subject_id = p.id
      and r.due_on = p.returned_due_on and r.stage not like 'notice%' and r.stage_on < $2 and r.cancelled_at is null)
  order by p.returned_due_on limit $3 for update of p skip locked`;

const expired = (exemptions: string): string => `select ${selectProject('p')} from project p
  where p.status = 'reserved' and p.library_expires_on < $1${exemptions}
  order by p.library_expires_on limit $2 for update of p skip locked`;

/**
 * Transitions that time brings about. One indexed query finds what is due, so the cost follows that and not the number of
 * projects; each project then moves through the same runner as everywhere, with history, audit and event.
 */
@Injectable()
export class ProjectSweeps {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly policies: Policies,
    private readonly approvals: Approvals,
    private readonly changes: ChangeRequests,
    private readonly exemptions: ExpiryExemptions,
  ) {}

  /** returned → withdrawn, when the correction term was let pass in spite of reminders. */
  async lapse(actor: Actor, asOf: Date): Promise<{ lapsed: number }> {
    const today = shanghaiDate(asOf);
    const lapsed = await this.inBatches(actor, async (tx) => {
      const grace = await this.policies.valueIn(tx, 'project.lapse_grace_days');
      const due = await tx.query<ProjectRow>(LAPSED, [addDays(today, -grace), today, BATCH]);
      for (const project of due) {
        await this.approvals.cancelIn(tx, { type: 'application', id: project.id }, '补正期限已过');
        await this.projects.transitionIn(tx, project, 'lapse', { reason: '补正期限已过，未重新提交' });
      }
      return due.length;
    });
    return { lapsed };
  }

  /** reserved → expired: three years in the library and no money (财资环〔2021〕91号). */
  async expire(actor: Actor, asOf: Date): Promise<{ expired: number }> {
    const today = shanghaiDate(asOf);
    const count = await this.inBatches(actor, async (tx) => {
      const due = await tx.query<ProjectRow>(expired(this.exemptions.sql()), [today, BATCH]);
      for (const project of due) {
        await this.changes.withdrawOpenIn(tx, project.id, '入库到期');
        for (const type of ['project_start', 'withdrawal'] as const) {
          await this.approvals.cancelIn(tx, { type, id: project.id }, '入库到期');
        }
        await this.projects.transitionIn(tx, project, 'expire', { reason: '入库满期且未安排资金' });
      }
      return due.length;
    });
    return { expired: count };
  }

  private async inBatches(actor: Actor, batch: (tx: Tx) => Promise<number>): Promise<number> {
    let total = 0;
    // Each batch commits by itself, so a sweep killed half-way has done what it has done; a request's key names no batch.
    const { idempotency: _, ...sweeper } = actor;
    for (let count = BATCH; count === BATCH; total += count) count = await this.database.run(sweeper, batch);
    return total;
  }
}
