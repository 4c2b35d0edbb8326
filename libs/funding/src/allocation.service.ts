import { Injectable } from '@nestjs/common';
import { DomainError, KernelErrors, ensure, newId, sumFen, type Actor, type FieldError } from '#libs/kernel';
import { Approvals, type RouteFacts } from '#libs/approval';
import { Database, decodeCursor, type Page, type Reader, type Tx } from '#libs/platform';
import { ProjectErrors } from '#libs/project';
import type {
  AllocationDetail,
  AllocationFilter,
  AllocationLineView,
  AllocationListItem,
  AllocationRow,
  NewAllocation,
  NewLine,
  PoolFacts,
  ProjectFacts,
} from './allocation.row.js';
import { FundingErrors } from './funding.errors.js';
import { allocationLifecycle, type AllocationAction } from './funding.lifecycle.js';
import { mayFileAllocation } from './funding.permissions.js';
import { found, refused, rule } from './funding.refusals.js';
import { lineVerdict, poolVerdict } from './funding.rules.js';
import { page } from './ledger.service.js';
import * as sql from './pool.queries.js';
import { LAST_ID } from './pool.service.js';

const LIST = 'allocations';

/** 资金下达: one document with lines project → amount, filed by finance of the pool's place and approved by another person. */
@Injectable()
export class Allocations {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
  ) {}

  create(actor: Actor, input: NewAllocation): Promise<AllocationDetail> {
    return this.database.run(actor, (tx) => this.createIn(tx, input));
  }

  async createIn(tx: Tx, input: NewAllocation): Promise<AllocationDetail> {
    const pool = await this.poolIn(tx, input.poolId);
    ensure(mayFileAllocation(tx.actor, pool));
    const id = newId();
    const values = [id, pool.id, input.documentNo, input.issuedOn, input.title, tx.actor.personId, tx.now];
    await tx.query(sql.insertAllocation, values).catch(refused);
    await this.writeLinesIn(tx, id, pool, input.lines);
    await tx.audit({ subjectType: 'allocation', subjectId: id, action: 'create', after: input });
    return this.detailIn(tx, id);
  }

  /** Rewrites a document that is not under approval. */
  change(
    actor: Actor,
    id: string,
    version: number,
    input: Partial<Omit<NewAllocation, 'poolId'>>,
  ): Promise<AllocationDetail> {
    return this.database.run(actor, async (tx) => {
      const before = await this.lockIn(tx, id);
      if (before.version !== version) throw KernelErrors.VERSION_CONFLICT();
      const pool = await this.poolIn(tx, before.poolId);
      ensure(mayFileAllocation(actor, pool));
      if (before.status !== 'draft' && before.status !== 'returned') throw FundingErrors.ALLOCATION_FROZEN();
      const documentNo = input.documentNo ?? before.documentNo;
      const params = [id, documentNo, input.issuedOn ?? before.issuedOn, input.title ?? before.title];
      await tx.query(sql.changeAllocation, params).catch(refused);
      if (input.lines) {
        await tx.query(sql.deleteLines, [id]);
        await this.writeLinesIn(tx, id, await this.poolIn(tx, before.poolId), input.lines);
      }
      await tx.audit({ subjectType: 'allocation', subjectId: id, action: 'change', before, after: input });
      return this.detailIn(tx, id);
    });
  }

  /** submit, recall, withdraw: what the filing side may do. The rest is decided by the approval. */
  act(actor: Actor, id: string, action: string): Promise<AllocationDetail> {
    return this.database.run(actor, async (tx) => {
      if (action !== 'submit' && action !== 'recall' && action !== 'withdraw') {
        throw FundingErrors.ALLOCATION_ACTION_UNKNOWN({ action });
      }
      const row = await this.lockIn(tx, id);
      const pool = await this.poolIn(tx, row.poolId);
      ensure(mayFileAllocation(actor, pool));
      const moved = await this.moveIn(tx, row, action);
      await this.tellApprovalIn(tx, row, moved, pool, action);
      return this.detailIn(tx, id);
    });
  }

  async lockIn(tx: Tx, id: string): Promise<AllocationRow> {
    const row = await tx.one<AllocationRow>(sql.lockAllocation, [id]);
    if (!row) throw FundingErrors.ALLOCATION_NOT_FOUND();
    return row;
  }

  /** Lifecycle, update and audit of a document that the caller has locked. */
  async moveIn(
    tx: Tx,
    row: AllocationRow,
    action: AllocationAction,
    opinion: string | null = null,
  ): Promise<AllocationRow> {
    const to = allocationLifecycle.next(row.status, action);
    const decidedAt = allocationLifecycle.actions[action].by.includes('approval') ? tx.now : null;
    const params = [row.id, row.status, to, decidedAt, opinion];
    const moved = found(await tx.one<AllocationRow>(sql.moveAllocation, params).catch(refused));
    await tx.audit({
      subjectType: 'allocation',
      subjectId: row.id,
      action,
      before: { status: row.status },
      after: { status: to },
      reason: opinion,
    });
    return moved;
  }

  linesIn(r: Reader | Tx, id: string): Promise<AllocationLineView[]> {
    return r.query<AllocationLineView>(sql.allocationLines, [id]);
  }

  get(actor: Actor, id: string): Promise<AllocationDetail> {
    return this.database.read(actor, (r) => this.detailIn(r, id));
  }

  list(actor: Actor, filter: AllocationFilter): Promise<Page<AllocationListItem>> {
    return this.database.read(actor, async (r) => {
      const [before] = filter.cursor ? decodeCursor(LIST, filter.cursor) : [LAST_ID];
      const { pool = null, status = null, project = null, limit } = filter;
      const rows = await r.query<AllocationListItem>(sql.listAllocations, [before, pool, status, project, limit + 1]);
      return page(LIST, rows, limit, (row) => [row.id]);
    });
  }

  private async detailIn(r: Reader | Tx, id: string): Promise<AllocationDetail> {
    const row = await r.one<AllocationListItem>(sql.getAllocation, [id]);
    if (!row) throw FundingErrors.ALLOCATION_NOT_FOUND();
    const approval = (await this.approvals.currentIn(r, { type: 'allocation', id })) ?? null;
    return { ...row, lines: await this.linesIn(r, id), approval };
  }

  private async poolIn(tx: Tx, id: string): Promise<PoolFacts> {
    const pool = await tx.one<PoolFacts>(sql.poolFacts, [id]);
    if (!pool) throw FundingErrors.POOL_NOT_FOUND();
    return pool;
  }

  /** The rules of §5 for every line, all failures at once; the database asks the same again under its own locks (8200). */
  private async writeLinesIn(tx: Tx, id: string, pool: PoolFacts, lines: readonly NewLine[]): Promise<void> {
    const ids = [...new Set(lines.map((line) => line.projectId))];
    if (ids.length !== lines.length) throw FundingErrors.ALLOCATION_PROJECT_TWICE();
    await tx.query(sql.lockProjects, [ids]);
    const facts = new Map(
      (await tx.query<ProjectFacts>(sql.projectFacts, [ids, pool.source])).map((row) => [row.id, row]),
    );
    const failures: FieldError[] = [];
    lines.forEach((line, index) => {
      const project = facts.get(line.projectId);
      if (!project) throw ProjectErrors.PROJECT_NOT_FOUND();
      const verdict = lineVerdict({
        ...project,
        source: pool.source,
        fundName: pool.fundName,
        amount: line.amount,
        outsideLibraryReason: line.outsideLibraryReason ?? null,
        inRegion: liesIn(pool, project),
      });
      if (!verdict.allowed) failures.push({ path: `lines.${index}`, code: verdict.code, message: verdict.reason });
    });
    const [first] = failures;
    if (first) throw new DomainError({ code: first.code, kind: 'rule', ...first.message! }, {}, failures);
    rule(
      poolVerdict(
        pool.free,
        pool.pending,
        lines.map((line) => line.amount),
      ),
    );
    await tx
      .query(sql.insertLines, [
        lines.map(() => newId()),
        lines.map(() => id),
        lines.map((line) => line.projectId),
        lines.map((line) => line.amount.toString()),
        lines.map((line) => line.outsideLibraryReason ?? null),
      ])
      .catch(refused);
  }

  private async tellApprovalIn(
    tx: Tx,
    before: AllocationRow,
    row: AllocationRow,
    pool: PoolFacts,
    action: 'submit' | 'recall' | 'withdraw',
  ): Promise<void> {
    const subject = { type: 'allocation' as const, id: row.id };
    if (action === 'recall') return this.approvals.recallIn(tx, subject);
    if (action === 'withdraw') {
      if (before.status === 'returned') await this.approvals.cancelIn(tx, subject, '经办单位撤销');
      return;
    }
    const lines = await this.linesIn(tx, row.id);
    const facts: RouteFacts = {
      tier: pool.tier,
      regionCode: pool.regionCode,
      cityCode: pool.cityCode,
      countyCode: pool.countyCode,
      leadKind: 'finance',
      coSignKinds: [],
      categoryCode: null,
      workCode: null,
      sources: [pool.source],
      totalInvestment: sumFen(lines.map((line) => line.amount)),
    };
    if (before.status === 'returned') return this.approvals.resubmitIn(tx, subject, facts);
    await this.approvals.openIn(tx, {
      subject,
      projectId: null,
      title: `${row.documentNo} ${row.title}`,
      ownerOrganisationId: null,
      filedBy: tx.actor.personId,
      facts,
    });
  }
}

const liesIn = (pool: PoolFacts, place: { cityCode: string | null; countyCode: string | null }): boolean =>
  pool.tier === 'province' ||
  (pool.tier === 'city' ? place.cityCode === pool.cityCode : place.countyCode === pool.countyCode);
