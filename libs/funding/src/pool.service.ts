import { Injectable } from '@nestjs/common';
import { KernelErrors, ensure, newId, type Actor, type CalendarDate, type Fen, type Tier } from '#libs/kernel';
import { Regions } from '#libs/identity';
import { Database, decodeCursor, type Page, type Reader, type Tx } from '#libs/platform';
import { FundingErrors } from './funding.errors.js';
import { fundingEvent } from './funding.events.js';
import { mayRecordPool } from './funding.permissions.js';
import { refused } from './funding.refusals.js';
import type { PoolSource } from './funding.rules.js';
import { Ledger, page } from './ledger.service.js';
import * as sql from './pool.queries.js';

export interface NewPool {
  fiscalYear: number;
  source: PoolSource;
  fundName: string;
  documentNo: string;
  receivedOn: CalendarDate;
  total: Fen;
  note?: string | null;
}

export interface PoolView {
  id: string;
  fiscalYear: number;
  source: PoolSource;
  fundName: string;
  tier: Tier;
  regionCode: string;
  documentNo: string;
  receivedOn: CalendarDate;
  total: Fen;
  free: Fen;
  /** Net of returns: total = free + allocated, allocated = unpaid + paid. */
  allocated: Fen;
  unpaid: Fen;
  paid: Fen;
  note: string | null;
  createdBy: string;
  createdAt: Date;
}

export interface PoolFilter {
  limit: number;
  cursor?: string;
  fiscalYear?: number;
  source?: PoolSource;
  region?: string;
}

const LIST = 'fund-pools';
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** 资金盘子: what arrived under one document in one place. Never edited; what is wrong is answered by a further document. */
@Injectable()
export class FundPools {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly regions: Regions,
  ) {}

  create(actor: Actor, input: NewPool): Promise<PoolView> {
    return this.database.run(actor, (tx) => this.createIn(tx, input));
  }

  async createIn(tx: Tx, input: NewPool): Promise<PoolView> {
    const { actor } = tx;
    ensure(mayRecordPool(actor));
    if (input.total <= 0n) throw KernelErrors.MONEY_MALFORMED();
    // A pool is money that has arrived: nothing is allocated from what is only expected (§5).
    if (input.receivedOn > tx.today) throw FundingErrors.RECEIVED_IN_FUTURE();
    const region = this.regions.byCode(actor.regionCode)!;
    const id = newId();
    await tx
      .query(sql.insertPool, [
        id,
        input.fiscalYear,
        input.source,
        input.fundName,
        actor.tier,
        actor.regionCode,
        region.cityCode,
        region.countyCode,
        input.documentNo,
        input.receivedOn,
        input.total,
        input.note ?? null,
        actor.personId,
        tx.now,
      ])
      .catch(refused);
    await this.ledger.postIn(tx, {
      poolId: id,
      causeType: 'pool_receipt',
      causeId: id,
      occurredOn: input.receivedOn,
      note: input.documentNo,
      moves: [{ from: 'pool_source', to: 'pool_free', projectId: null, amount: input.total }],
    });
    await tx.audit({ subjectType: 'fund_pool', subjectId: id, action: 'create', after: input });
    await tx.emit(fundingEvent.poolReceived, { poolId: id });
    return this.getIn(tx, id);
  }

  async getIn(r: Reader | Tx, id: string): Promise<PoolView> {
    const pool = await r.one<PoolView>(sql.getPool, [id]);
    if (!pool) throw FundingErrors.POOL_NOT_FOUND();
    return pool;
  }

  get(actor: Actor, id: string): Promise<PoolView> {
    return this.database.read(actor, (r) => this.getIn(r, id));
  }

  list(actor: Actor, filter: PoolFilter): Promise<Page<PoolView>> {
    const region = filter.region === undefined ? undefined : this.regions.byCode(filter.region);
    return this.database.read(actor, async (r) => {
      const [before] = filter.cursor ? decodeCursor(LIST, filter.cursor) : [LAST_ID];
      const rows = await r.query<PoolView>(sql.listPools, [
        before,
        filter.fiscalYear ?? null,
        filter.source ?? null,
        region?.tier === 'city' ? region.code : null,
        region?.tier === 'county' ? region.code : null,
        filter.limit + 1,
      ]);
      return page(LIST, rows, filter.limit, (row) => [row.id]);
    });
  }
}
