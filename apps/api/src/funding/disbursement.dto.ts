import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { disbursementLifecycle, type DisbursementStatus } from '#libs/funding';
import {
  IsCode,
  IsDay,
  IsOneOf,
  IsPlainText,
  IsReference,
  IsReferences,
  IsYuan,
  ListQuery,
  Omittable,
} from '../http/index.js';

const INVOICE = /^[0-9A-Za-z-]{1,40}$/;

export class CreateContractDto {
  /** @example "HT-2026-018" */
  @IsPlainText({ max: 60 })
  number!: string;

  /** @example "提标改造工程施工合同" */
  @IsPlainText({ max: 120 })
  title!: string;

  /** @example "河南某建设工程有限公司" */
  @IsPlainText({ max: 120 })
  party!: string;

  @IsYuan({ positive: true })
  amount!: bigint;

  /** Measured and accepted so far. @example "0.00" */
  @Omittable()
  @IsYuan()
  settled?: bigint;

  /** @example "2026-03-10" */
  @IsDay()
  signedOn!: string;

  /** Files of the project. */
  @Omittable()
  @IsReferences({ max: 50 })
  fileIds?: string[];
}

export class SettleContractDto {
  /** Cumulative, not the increase. @example "6000000.00" */
  @IsYuan()
  settled!: bigint;

  /** Measurement documents, files of the project. */
  @IsReferences({ min: 1, max: 50 })
  fileIds!: string[];
}

export class ContractResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f20" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string;
  /** @example "HT-2026-018" */
  number!: string;
  /** @example "提标改造工程施工合同" */
  title!: string;
  /** @example "河南某建设工程有限公司" */
  party!: string;
  /** @example "9800000.00" */
  amount!: string;
  /** Before acceptance at most 97 % of it is paid. @example "6000000.00" */
  settled!: string;
  /** @example "3000000.00" */
  paid!: string;
  /** Retention in basis points. @example 300 */
  retentionBp!: number;
  /** @example "2026-03-10" */
  signedOn!: string;
  /** @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f21"] */
  fileIds!: string[];
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  createdBy!: string;
  /** @example "2026-03-16T03:00:00.000Z" */
  createdAt!: string;
  /** @example 1 */
  version!: number;
}

export class ContractListResponse {
  items!: ContractResponse[];
}

export class CreateDisbursementDto {
  /** A line of an issued allocation of this project. */
  @IsReference()
  lineId!: string;

  @IsReference()
  contractId!: string;

  @IsYuan({ positive: true })
  amount!: bigint;

  /** The contract's party unless told. @example "河南某建设工程有限公司" */
  @Omittable()
  @IsPlainText({ max: 120 })
  payeeName?: string;

  /** @example "26412000000012345678" */
  @IsCode(INVOICE)
  invoiceNo!: string;

  /** @example "土建工程第一期进度款" */
  @IsPlainText({ max: 200 })
  purpose!: string;

  /** Approved milestones that this pays for. */
  @IsReferences({ min: 1, max: 50 })
  milestoneIds!: string[];

  /** Contract, invoice, measurement: files of the project. */
  @IsReferences({ min: 1, max: 50 })
  fileIds!: string[];
}

export class DisbursementCorrectionDto {
  @Omittable()
  @IsReference()
  contractId?: string;

  @Omittable()
  @IsYuan({ positive: true })
  amount?: bigint;

  /** @example "河南某建设工程有限公司" */
  @Omittable()
  @IsPlainText({ max: 120 })
  payeeName?: string;

  /** @example "26412000000012345678" */
  @Omittable()
  @IsCode(INVOICE)
  invoiceNo?: string;

  /** @example "土建工程第一期进度款" */
  @Omittable()
  @IsPlainText({ max: 200 })
  purpose?: string;

  @Omittable()
  @IsReferences({ min: 1, max: 50 })
  milestoneIds?: string[];

  @Omittable()
  @IsReferences({ min: 1, max: 50 })
  fileIds?: string[];
}

export class DisbursementActionDto {
  /** Needed for return, refuse and request_reversal. @example "发票金额与申请不一致" */
  @Omittable()
  @IsPlainText({ max: 1000, multiline: true })
  opinion?: string;

  /** Only for release. @example "2026-03-0117" */
  @Omittable()
  @IsCode(/^[0-9A-Za-z-]{1,40}$/)
  voucherNo?: string;

  /** Only for release. @example "2026-03-20" */
  @Omittable()
  @IsDay()
  paidOn?: string;

  /** Only for resubmit: what is corrected. */
  @Omittable()
  @ValidateNested()
  @Type(() => DisbursementCorrectionDto)
  correction?: DisbursementCorrectionDto;
}

export class DisbursementQueryDto extends ListQuery {
  /** @example "paid" */
  @IsOptional()
  @IsOneOf(disbursementLifecycle.stateNames)
  status?: DisbursementStatus;
}

export class DisbursementResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f30" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f11" */
  lineId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  poolId!: string;
  /** @example "central" */
  source!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f20" */
  contractId!: string;
  /** @example "3000000.00" */
  amount!: string;
  /** @example "河南某建设工程有限公司" */
  payeeName!: string;
  /** @example "26412000000012345678" */
  invoiceNo!: string;
  /** @example "土建工程第一期进度款" */
  purpose!: string;
  /** @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f40"] */
  milestoneIds!: string[];
  /** @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f21"] */
  fileIds!: string[];
  /** @example "requested" */
  status!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  requestedBy!: string;
  /** @example "2026-03-16T03:00:00.000Z" */
  requestedAt!: string;
  /** Of the lead department. @example null */
  confirmedBy!: string | null;
  /** @example null */
  confirmedAt!: string | null;
  /** Maker. @example null */
  preparedBy!: string | null;
  /** @example null */
  preparedAt!: string | null;
  /** Checker, another person. @example null */
  releasedBy!: string | null;
  /** @example null */
  releasedAt!: string | null;
  /** @example null */
  voucherNo!: string | null;
  /** @example null */
  paidOn!: string | null;
  /** @example null */
  opinion!: string | null;
  /** @example null */
  reversalRequestedBy!: string | null;
  /** @example null */
  reversalReason!: string | null;
  /** @example null */
  reversedBy!: string | null;
  /** @example null */
  reversedAt!: string | null;
  /** @example 1 */
  version!: number;
}

export class DisbursementDetailResponse extends DisbursementResponse {
  /** The approval under way, if any. */
  approval!: object | null;
}

export class DisbursementListResponse {
  items!: DisbursementResponse[];
  /** @example null */
  nextCursor!: string | null;
}
