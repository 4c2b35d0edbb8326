import type { CalendarDate, Fen, Tier } from '#libs/kernel';
import type { Approvals } from '#libs/approval';
import type { AllocationStatus } from './funding.lifecycle.js';
import type { PoolSource } from './funding.rules.js';

export interface NewLine {
  projectId: string;
  amount: Fen;
  /** Why a project outside the library gets money (§5). */
  outsideLibraryReason?: string | null;
}

export interface NewAllocation {
  poolId: string;
  documentNo: string;
  issuedOn: CalendarDate;
  title: string;
  lines: readonly NewLine[];
}

export interface AllocationRow {
  id: string;
  poolId: string;
  documentNo: string;
  issuedOn: CalendarDate;
  title: string;
  status: AllocationStatus;
  filedBy: string;
  filedAt: Date;
  decidedAt: Date | null;
  opinion: string | null;
  version: number;
}

export interface AllocationListItem extends AllocationRow {
  total: Fen;
  lineCount: number;
}

export interface AllocationLineView {
  id: string;
  projectId: string;
  projectNumber: string | null;
  projectName: string | null;
  source: PoolSource;
  fundName: string;
  fiscalYear: number;
  amount: Fen;
  outsideLibraryReason: string | null;
}

export interface AllocationDetail extends AllocationListItem {
  lines: AllocationLineView[];
  approval: Awaited<ReturnType<Approvals['currentIn']>> | null;
}

export interface AllocationFilter {
  limit: number;
  cursor?: string;
  pool?: string;
  project?: string;
  status?: AllocationStatus;
}

export interface PoolFacts {
  id: string;
  source: PoolSource;
  fundName: string;
  tier: Tier;
  regionCode: string;
  cityCode: string | null;
  countyCode: string | null;
  free: Fen;
  pending: Fen;
}

export interface ProjectFacts {
  id: string;
  name: string;
  status: string;
  cityCode: string | null;
  countyCode: string | null;
  budgetOfSource: Fen;
  allocatedOfSource: Fen;
  centralFunds: string[];
}
