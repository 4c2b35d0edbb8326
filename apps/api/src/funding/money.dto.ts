import { SELF_SOURCES, type SelfSource } from '#libs/funding';
import { IsDay, IsOneOf, IsPlainText, IsReference, IsReferences, IsYuan } from '../http/index.js';

export class CreateReturnDto {
  @IsReference()
  poolId!: string;

  @IsYuan({ positive: true })
  amount!: bigint;

  /** 文号. @example "豫财资环〔2026〕88号" */
  @IsPlainText({ max: 60 })
  documentNo!: string;

  /** @example "招标节余" */
  @IsPlainText({ max: 500, multiline: true })
  reason!: string;

  /** @example "2026-11-20" */
  @IsDay()
  returnedOn!: string;
}

export class CreateProofDto {
  /** @example "own" */
  @IsOneOf(SELF_SOURCES)
  source!: SelfSource;

  @IsYuan({ positive: true })
  amount!: bigint;

  /** @example "银行存款证明" */
  @IsPlainText({ max: 500, multiline: true })
  note!: string;

  /** The proof, files of the project. */
  @IsReferences({ min: 1, max: 50 })
  fileIds!: string[];
}

export class ReturnResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f50" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  poolId!: string;
  /** @example "120000.00" */
  amount!: string;
  /** `document`, or `close` when the balance went back at the end. @example "document" */
  cause!: string;
  /** @example "豫财资环〔2026〕88号" */
  documentNo!: string | null;
  /** @example "招标节余" */
  reason!: string;
  /** @example "2026-11-20" */
  returnedOn!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  createdBy!: string;
  /** @example "2026-11-20T03:00:00.000Z" */
  createdAt!: string;
}

export class ReturnListResponse {
  items!: ReturnResponse[];
}

export class ProofResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f60" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string;
  /** @example "own" */
  source!: string;
  /** @example "2000000.00" */
  amount!: string;
  /** @example "银行存款证明" */
  note!: string;
  /** @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f61"] */
  fileIds!: string[];
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  recordedBy!: string;
  /** @example "2026-03-16T03:00:00.000Z" */
  recordedAt!: string;
}

export class MoneyRowResponse {
  /** @example "central" */
  source!: string;
  /** Year of the budget, or fiscal year of the pool. @example 2026 */
  year!: number;
  /** @example "8000000.00" */
  budget!: string;
  /** Net of returns: allocated = paid + unpaid. @example "8000000.00" */
  allocated!: string;
  /** @example "3000000.00" */
  paid!: string;
  /** @example "5000000.00" */
  unpaid!: string;
  /** @example "0.00" */
  returned!: string;
}

export class MoneyTotalsResponse {
  /** @example "10000000.00" */
  budget!: string;
  /** @example "8000000.00" */
  allocated!: string;
  /** @example "3000000.00" */
  paid!: string;
  /** @example "5000000.00" */
  unpaid!: string;
  /** @example "0.00" */
  returned!: string;
  /** Asked for and not decided. @example "1000000.00" */
  pending!: string;
  /** @example "9800000.00" */
  contracted!: string;
  /** @example "6000000.00" */
  settled!: string;
  /** Own money, loans and social capital proven. @example "2000000.00" */
  proven!: string;
}

export class ProjectLineResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f11" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f10" */
  allocationId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  poolId!: string;
  /** @example "豫财资环〔2026〕22号" */
  documentNo!: string;
  /** @example "2026-03-16" */
  issuedOn!: string;
  /** @example "central" */
  source!: string;
  /** @example "水污染防治资金" */
  fundName!: string;
  /** @example 2026 */
  fiscalYear!: number;
  /** @example "8000000.00" */
  amount!: string;
  /** @example "3000000.00" */
  paid!: string;
  /** @example "1000000.00" */
  pending!: string;
}

export class RecoveryResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  poolId!: string;
  /** @example "5000000.00" */
  amount!: string;
  /** @example "0.00" */
  recovered!: string;
  /** @example "项目不再具备实施条件" */
  reason!: string;
  /** @example "open" */
  status!: string;
  /** @example "2026-09-01T03:00:00.000Z" */
  listedAt!: string;
}

export class MoneyResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string;
  bySource!: MoneyRowResponse[];
  totals!: MoneyTotalsResponse;
  lines!: ProjectLineResponse[];
  proofs!: ProofResponse[];
  returns!: ReturnResponse[];
  recovery!: RecoveryResponse[];
}

export class StatementLineResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f80" */
  entryId!: string;
  /** @example 1 */
  line!: number;
  /** Number in the chain of the pool. @example 3 */
  seq!: number;
  /** @example "disbursement" */
  causeType!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f30" */
  causeId!: string;
  /** @example null */
  reversalOf!: string | null;
  /** @example "2026-03-20" */
  occurredOn!: string;
  /** @example "2026-03-20T03:00:00.000Z" */
  at!: string;
  /** Document or voucher number. @example "2026-03-0117" */
  note!: string | null;
  /** @example "5d41402abc4b2a76b9719d911017c592ae2f3c1e7d6b1f0c3e8a9b7c6d5e4f30" */
  hash!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  personId!: string;
  /** @example "李明" */
  personName!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string | null;
  /** @example "HN-04-2-410181-2026-0007" */
  projectNumber!: string | null;
  /** @example "巩义市回郭镇生活污水处理厂提标改造工程" */
  projectName!: string | null;
  /** Null where the caller may not read that account. @example "project_unpaid" */
  from!: string | null;
  /** @example "project_paid" */
  to!: string | null;
  /** @example "central" */
  source!: string | null;
  /** @example 2026 */
  fiscalYear!: number | null;
  /** @example "3000000.00" */
  amount!: string;
}

export class StatementResponse {
  items!: StatementLineResponse[];
  /** @example null */
  nextCursor!: string | null;
}
