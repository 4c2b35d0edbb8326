import pg from 'pg';
import { newId } from '#libs/kernel';
import type { Cast } from '../cast.js';
import type { TestDatabase } from '../database.js';

const NOW = '2026-03-16T02:00:00Z';
const TODAY = '2026-03-16';

type Columns = Record<string, unknown>;

/** A connection of the API's role that writes money by hand, past every service: what the guards of the database must hold against. */
export class MoneyByHand {
  private sequence = 0;

  private constructor(
    readonly client: pg.Client,
    private readonly db: TestDatabase,
    private readonly cast: Cast,
  ) {}

  static async connect(db: TestDatabase, cast: Cast): Promise<MoneyByHand> {
    const client = new pg.Client({ connectionString: db.url });
    await client.connect();
    await client.query(`select set_config('app.scope', 'system', false)`);
    return new MoneyByHand(client, db, cast);
  }

  /** Another connection over the same world. */
  again(): Promise<MoneyByHand> {
    return MoneyByHand.connect(this.db, this.cast);
  }

  end(): Promise<void> {
    return this.client.end();
  }

  person(username: string): string {
    return this.cast.person(username).id;
  }

  /** All in one transaction; whatever is refused, at a statement or at commit, rejects. */
  async together<T>(work: () => Promise<T>): Promise<T> {
    await this.client.query('begin');
    try {
      const result = await work();
      await this.client.query('commit');
      return result;
    } catch (error) {
      await this.client.query('rollback');
      throw error;
    }
  }

  async insert(table: string, row: Columns): Promise<string> {
    const columns = Object.keys(row);
    const places = columns.map((_, i) => `$${i + 1}`);
    await this.client.query(`insert into ${table} (${columns}) values (${places})`, Object.values(row));
    return row.id as string;
  }

  async value<T>(sql: string, params: unknown[] = []): Promise<T> {
    return Object.values((await this.client.query(sql, params)).rows[0] as object)[0] as T;
  }

  /** A county project of 巩义, arranged by the superuser: the lifecycle is not what these tests are about. */
  async project(status: string, budget: Record<string, bigint>, more: Columns = {}): Promise<string> {
    const id = newId();
    const n = (this.sequence += 1);
    const numbered = !['draft', 'withdrawn'].includes(status);
    const inLibrary = numbered && !['under_review', 'returned', 'rejected'].includes(status);
    const row: Columns = {
      id,
      number: numbered ? `HN-04-2-410181-2026-${id.slice(-8)}${n}` : null,
      library_number: inLibrary ? `KU-${id.slice(-8)}${n}` : null,
      plan_code: 'HN-ECO-15FYP',
      category_code: '04',
      work_code: '04-2',
      lead_kind: 'ecology',
      name: `回郭镇污水处理厂${n}号`,
      tier: 'county',
      region_code: '410181',
      city_code: '410100',
      county_code: '410181',
      owner_organisation_id: this.cast.organisation('owner.gongyi.1').id,
      status,
      suspended_on: status === 'suspended' ? TODAY : null,
      created_by: this.person('owner.gongyi.1.filer'),
      created_at: NOW,
      updated_at: NOW,
      ...more,
    };
    const columns = Object.keys(row);
    const places = columns.map((_, i) => `$${i + 1}`);
    await this.db.query(`insert into project (${columns}) values (${places})`, Object.values(row));
    for (const [source, amount] of Object.entries(budget)) {
      await this.db.query(
        `insert into project_budget (project_id, source, year, amount_fen) values ($1, $2, 2026, $3)`,
        [id, source, amount],
      );
    }
    return id;
  }

  /** Past the project's lifecycle, like `project()`. */
  async setStatus(projectId: string, status: string): Promise<void> {
    await this.db.query(
      `update project set status = $2, suspended_on = case when $2 = 'suspended' then date '${TODAY}' end where id = $1`,
      [projectId, status],
    );
  }

  async post(
    poolId: string,
    causeType: string,
    causeId: string,
    moves: { from: string; to: string; projectId?: string; amount: bigint }[],
    reversalOf: string | null = null,
  ): Promise<string> {
    const id = await this.insert('ledger_entry', {
      id: newId(),
      pool_id: poolId,
      cause_type: causeType,
      cause_id: causeId,
      idempotency_key: `${causeType}:${causeId}`,
      reversal_of: reversalOf,
      occurred_on: TODAY,
      at: NOW,
      person_id: this.person('province.finance.henan.finance_officer'),
    });
    await this.client.query(
      `insert into ledger_posting (entry_id, line, from_account_id, to_account_id, project_id, amount_fen)
       select $1, m.line, ledger_account_of($2, case when m.f like 'project%' then m.p end, m.f),
         ledger_account_of($2, case when m.t like 'project%' then m.p end, m.t), m.p, m.a
       from unnest($3::text[], $4::text[], $5::uuid[], $6::bigint[]) with ordinality as m (f, t, p, a, line)`,
      [
        id,
        poolId,
        moves.map((m) => m.from),
        moves.map((m) => m.to),
        moves.map((m) => m.projectId ?? null),
        moves.map((m) => m.amount),
      ],
    );
    return id;
  }

  pool(total: bigint, more: Columns = {}): Promise<string> {
    return this.together(async () => {
      const id = await this.poolRow(total, more);
      await this.post(id, 'pool_receipt', id, [{ from: 'pool_source', to: 'pool_free', amount: total }]);
      return id;
    });
  }

  poolRow(total: bigint, more: Columns = {}): Promise<string> {
    const id = newId();
    return this.insert('fund_pool', {
      id,
      fiscal_year: 2026,
      source: 'central',
      fund_name: '水污染防治资金',
      tier: 'province',
      region_code: '410000',
      document_no: `豫财资环〔2026〕${id.slice(-8)}号`,
      received_on: TODAY,
      total_fen: total,
      created_by: this.person('province.finance.henan.finance_officer'),
      created_at: NOW,
      ...more,
    });
  }

  /** A document in draft with its lines; answers its id. */
  async draft(poolId: string, lines: Record<string, bigint>, more: Columns = {}): Promise<string> {
    const id = newId();
    await this.insert('allocation', {
      id,
      pool_id: poolId,
      document_no: `豫财资环〔2026〕${id.slice(-8)}号`,
      issued_on: TODAY,
      title: '关于下达资金的通知',
      filed_by: this.person('province.finance.henan.finance_officer'),
      filed_at: NOW,
    });
    for (const [project, amount] of Object.entries(lines)) await this.line(id, project, amount, more);
    return id;
  }

  line(allocationId: string, projectId: string, amount: bigint, more: Columns = {}): Promise<string> {
    return this.insert('allocation_line', {
      id: newId(),
      allocation_id: allocationId,
      project_id: projectId,
      amount_fen: amount,
      ...more,
    });
  }

  async issue(allocationId: string, poolId: string, lines: Record<string, bigint>): Promise<void> {
    await this.client.query(`update allocation set status = 'issued' where id = $1`, [allocationId]);
    const moves = Object.entries(lines).map(([projectId, amount]) => ({
      from: 'pool_free',
      to: 'project_unpaid',
      projectId,
      amount,
    }));
    await this.post(poolId, 'allocation', allocationId, moves);
  }

  /** Issued; answers the id of the (first) line. */
  allocated(poolId: string, lines: Record<string, bigint>): Promise<string> {
    return this.together(async () => {
      const id = await this.draft(poolId, lines);
      await this.issue(id, poolId, lines);
      return this.value<string>(`select id from allocation_line where allocation_id = $1 order by id limit 1`, [id]);
    });
  }

  contract(projectId: string, amount: bigint, settled: bigint = amount): Promise<string> {
    const id = newId();
    return this.insert('contract', {
      id,
      project_id: projectId,
      number: `HT-${id.slice(-8)}`,
      title: '施工合同',
      party: '河南某建设工程有限公司',
      amount_fen: amount,
      settled_fen: settled,
      signed_on: TODAY,
      created_by: this.person('owner.gongyi.1.filer'),
      created_at: NOW,
    });
  }

  paidRow(projectId: string, lineId: string, contractId: string, amount: bigint, more: Columns = {}): Promise<string> {
    const id = newId();
    return this.insert('disbursement', {
      id,
      project_id: projectId,
      line_id: lineId,
      contract_id: contractId,
      amount_fen: amount,
      payee_name: '河南某建设工程有限公司',
      invoice_no: id.slice(-12),
      purpose: '进度款',
      milestone_ids: [newId()],
      file_ids: [newId()],
      status: 'paid',
      requested_by: this.person('owner.gongyi.1.filer'),
      requested_at: NOW,
      confirmed_by: this.person('county.ecology.gongyi.approver'),
      confirmed_at: NOW,
      prepared_by: this.person('county.finance.gongyi.finance_officer'),
      prepared_at: NOW,
      released_by: this.person('county.finance.gongyi.finance_approver'),
      released_at: NOW,
      voucher_no: id.slice(-12),
      paid_on: TODAY,
      ...more,
    });
  }

  /** Document and posting of a payment, in one transaction. */
  pay(
    poolId: string,
    projectId: string,
    lineId: string,
    contractId: string,
    amount: bigint,
    more: Columns = {},
  ): Promise<string> {
    return this.together(async () => {
      const id = await this.paidRow(projectId, lineId, contractId, amount, more);
      await this.post(poolId, 'disbursement', id, [{ from: 'project_unpaid', to: 'project_paid', projectId, amount }]);
      return id;
    });
  }

  async balance(poolId: string, kind: string, projectId: string | null = null): Promise<bigint> {
    const sql = `select coalesce(sum(balance_fen), 0)::text from ledger_account
      where pool_id = $1 and kind = $2 and project_id is not distinct from $3`;
    return BigInt(await this.value<string>(sql, [poolId, kind, projectId]));
  }
}

/** The constraint that refused; fails when nothing did. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  const { constraint, code, message } = error as { constraint?: string; code?: string; message: string };
  // 42501: no such privilege, or row-level security.
  return constraint ?? (code === '42501' ? 'not granted' : message);
}
