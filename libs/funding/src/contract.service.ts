import { Injectable } from '@nestjs/common';
import { KernelErrors, ensure, newId, type Actor, type CalendarDate, type Fen } from '#libs/kernel';
import { Database } from '#libs/platform';
import { ProjectFiles, Projects } from '#libs/project';
import * as sql from './disbursement.queries.js';
import { FundingErrors } from './funding.errors.js';
import { mayActAsOwner } from './funding.permissions.js';
import { found, refused } from './funding.refusals.js';

export interface NewContract {
  number: string;
  title: string;
  party: string;
  amount: Fen;
  settled?: Fen;
  signedOn: CalendarDate;
  fileIds?: string[];
}

export interface ContractView {
  id: string;
  projectId: string;
  number: string;
  title: string;
  party: string;
  amount: Fen;
  /** Measured and accepted so far: the base of the 97 % (§5). */
  settled: Fen;
  paid: Fen;
  retentionBp: number;
  signedOn: CalendarDate;
  fileIds: string[];
  createdBy: string;
  createdAt: Date;
  version: number;
}

/** Contracts of a project and what of them is settled so far. */
@Injectable()
export class Contracts {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly files: ProjectFiles,
  ) {}

  create(actor: Actor, projectId: string, input: NewContract): Promise<ContractView> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      ensure(mayActAsOwner(actor, project));
      if (input.amount <= 0n) throw KernelErrors.MONEY_MALFORMED();
      await this.files.requireFilesIn(tx, projectId, input.fileIds ?? []);
      const id = newId();
      const { number, title, party, amount, settled = 0n, signedOn, fileIds = [] } = input;
      const values = [id, projectId, number, title, party, amount, settled, signedOn, fileIds, actor.personId, tx.now];
      await tx.query(sql.insertContract, values).catch(refused);
      await tx.audit({ subjectType: 'contract', subjectId: id, projectId, action: 'create', after: input });
      return found(await tx.one<ContractView>(sql.getContract, [id]));
    });
  }

  /** A further measurement: the cumulative settled value. It cannot fall below what was already paid on it. */
  settle(actor: Actor, id: string, version: number, input: { settled: Fen; fileIds: string[] }): Promise<ContractView> {
    return this.database.run(actor, async (tx) => {
      const seen = await tx.one<ContractView>(sql.getContract, [id]);
      if (!seen) throw FundingErrors.CONTRACT_NOT_FOUND();
      const project = await this.projects.lockIn(tx, seen.projectId);
      ensure(mayActAsOwner(actor, project));
      const before = found(await tx.one<ContractView>(sql.lockContract, [id]));
      if (before.version !== version) throw KernelErrors.VERSION_CONFLICT();
      if (input.settled > before.amount) throw FundingErrors.CONTRACT_SETTLED_TOO_HIGH();
      await this.files.requireFilesIn(tx, project.id, input.fileIds);
      const after = found(await tx.one<ContractView>(sql.settleContract, [id, input.settled]).catch(refused));
      await tx.audit({
        subjectType: 'contract',
        subjectId: id,
        projectId: project.id,
        action: 'settle',
        before: { settled: before.settled },
        after: input,
      });
      return after;
    });
  }

  list(actor: Actor, projectId: string): Promise<{ items: ContractView[] }> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      return { items: await r.query<ContractView>(sql.listContracts, [projectId]) };
    });
  }
}
