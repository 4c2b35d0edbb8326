import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KernelErrors, ensure, newId, type Actor, type CalendarDate, type Fen, type FundSource } from '#libs/kernel';
import { Database, type Reader, type Tx } from '#libs/platform';
import { ExpiryExemptions, ProjectFiles, Projects, StartConditions, WithdrawConditions } from '#libs/project';
import * as sql from './disbursement.queries.js';
import { mayActAsOwner } from './funding.permissions.js';
import { fundsReadyVerdict, withdrawVerdict, type PoolSource, type SelfSource } from './funding.rules.js';
import * as pools from './pool.queries.js';
import type { ReturnView } from './return.service.js';

export interface MoneyRow {
  source: FundSource;
  year: number;
  budget: Fen;
  /** Net of returns: allocated = paid + unpaid. Before returns it was allocated + returned. */
  allocated: Fen;
  paid: Fen;
  unpaid: Fen;
  returned: Fen;
}

export interface LineView {
  id: string;
  allocationId: string;
  poolId: string;
  documentNo: string;
  issuedOn: CalendarDate;
  source: PoolSource;
  fundName: string;
  fiscalYear: number;
  amount: Fen;
  paid: Fen;
  pending: Fen;
}

export interface ProofView {
  id: string;
  projectId: string;
  source: SelfSource;
  amount: Fen;
  note: string;
  fileIds: string[];
  recordedBy: string;
  recordedAt: Date;
}

export interface RecoveryView {
  id: string;
  projectId: string;
  poolId: string;
  amount: Fen;
  recovered: Fen;
  reason: string;
  status: 'open' | 'recovered';
  listedAt: Date;
}

export interface MoneySummary {
  projectId: string;
  bySource: MoneyRow[];
  totals: Omit<MoneyRow, 'source' | 'year'> & { pending: Fen; contracted: Fen; settled: Fen; proven: Fen };
  lines: LineView[];
  proofs: ProofView[];
  returns: ReturnView[];
  recovery: RecoveryView[];
}

export interface NewProof {
  source: SelfSource;
  amount: Fen;
  note: string;
  fileIds: string[];
}

interface Readiness {
  budget: Fen;
  allocated: Fen;
  paid: Fen;
  proven: Fen;
}

/** The money of one project as a whole, and what it means for the project's lifecycle (§3). */
@Injectable()
export class ProjectMoney implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly files: ProjectFiles,
    private readonly startConditions: StartConditions,
    private readonly withdrawConditions: WithdrawConditions,
    private readonly expiryExemptions: ExpiryExemptions,
  ) {}

  onModuleInit(): void {
    this.startConditions.register({
      name: 'funds',
      check: async (r, project) => {
        const { budget, allocated, proven } = await this.readinessIn(r, project.id);
        return fundsReadyVerdict(budget, allocated, proven);
      },
    });
    this.withdrawConditions.register({
      name: 'funds',
      check: async (r, project) => withdrawVerdict((await this.readinessIn(r, project.id)).paid),
    });
    // 财资环〔2021〕91号: an entry lapses after three years without money.
    this.expiryExemptions.register({
      name: 'funds',
      sql: `exists (select 1 from ledger_account a where a.project_id = p.id and a.balance_fen > 0)`,
    });
  }

  summary(actor: Actor, projectId: string): Promise<MoneySummary> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      // Sent together, answered in order: one round trip.
      const [bySource, totals, lines, proofs, returns, recovery] = await Promise.all([
        r.query<MoneyRow>(sql.moneyBySource, [projectId]),
        r.one<{ pending: Fen; contracted: Fen; settled: Fen; proven: Fen }>(sql.moneyTotals, [projectId]),
        r.query<LineView>(sql.projectLines, [projectId]),
        r.query<ProofView>(sql.listProofs, [projectId]),
        r.query<ReturnView>(pools.listReturns, [projectId]),
        r.query<RecoveryView>(pools.listRecovery, [projectId]),
      ]);
      const sum = (key: 'budget' | 'allocated' | 'paid' | 'unpaid' | 'returned'): Fen =>
        bySource.reduce((total, row) => total + row[key], 0n);
      return {
        projectId,
        bySource,
        totals: {
          budget: sum('budget'),
          allocated: sum('allocated'),
          paid: sum('paid'),
          unpaid: sum('unpaid'),
          returned: sum('returned'),
          ...totals!,
        },
        lines,
        proofs,
        returns,
        recovery,
      };
    });
  }

  /** Own funds, a loan or social capital, proven by a document: what `start` asks for where no public money came. */
  prove(actor: Actor, projectId: string, input: NewProof): Promise<ProofView> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      ensure(mayActAsOwner(actor, project));
      if (input.amount <= 0n) throw KernelErrors.MONEY_MALFORMED();
      await this.files.requireFilesIn(tx, projectId, input.fileIds);
      const id = newId();
      const { source, amount, note, fileIds } = input;
      await tx.query(sql.insertProof, [id, projectId, source, amount, note, fileIds, actor.personId, tx.now]);
      await tx.audit({ subjectType: 'self_funding_proof', subjectId: id, projectId, action: 'record', after: input });
      return { id, projectId, ...input, recordedBy: actor.personId, recordedAt: tx.now };
    });
  }

  private async readinessIn(r: Reader | Tx, projectId: string): Promise<Readiness> {
    return (await r.one<Readiness>(sql.readiness, [projectId]))!;
  }
}
