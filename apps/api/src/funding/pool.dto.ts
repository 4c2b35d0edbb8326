import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { POOL_SOURCES, allocationLifecycle, type AllocationStatus, type PoolSource } from '#libs/funding';
import {
  IsCode,
  IsDay,
  IsOneOf,
  IsPlainText,
  IsQueryWhole,
  IsReference,
  IsWhole,
  IsYuan,
  ListQuery,
  Omittable,
} from '../http/index.js';

/** One document may distribute a pool to this many projects. */
const MOST_LINES = 2_000;

export class CreatePoolDto {
  /** @example 2026 */
  @IsWhole({ min: 2000, max: 2100 })
  fiscalYear!: number;

  /** Level that the money comes from. @example "central" */
  @IsOneOf(POOL_SOURCES)
  source!: PoolSource;

  /** 专项资金名称. @example "水污染防治资金" */
  @IsPlainText({ max: 80 })
  fundName!: string;

  /** 文号. @example "豫财资环〔2026〕15号" */
  @IsPlainText({ max: 60 })
  documentNo!: string;

  /** @example "2026-03-02" */
  @IsDay()
  receivedOn!: string;

  @IsYuan({ positive: true })
  total!: bigint;

  /** @example "第一批" */
  @IsOptional()
  @IsPlainText({ max: 500, multiline: true })
  note?: string | null;
}

export class PoolQueryDto extends ListQuery {
  /** @example 2026 */
  @IsOptional()
  @IsQueryWhole({ min: 2000, max: 2100 })
  fiscalYear?: number;

  /** @example "central" */
  @IsOptional()
  @IsOneOf(POOL_SOURCES)
  source?: PoolSource;

  /** This place and what lies below it. @example "410100" */
  @IsOptional()
  @IsCode(/^\d{6}$/)
  region?: string;
}

export class PoolResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  id!: string;
  /** @example 2026 */
  fiscalYear!: number;
  /** @example "central" */
  source!: string;
  /** @example "水污染防治资金" */
  fundName!: string;
  /** @example "province" */
  tier!: string;
  /** @example "410000" */
  regionCode!: string;
  /** @example "豫财资环〔2026〕15号" */
  documentNo!: string;
  /** @example "2026-03-02" */
  receivedOn!: string;
  /** @example "50000000.00" */
  total!: string;
  /** Not yet allocated. @example "20000000.00" */
  free!: string;
  /** Net of returns; total = free + allocated. @example "30000000.00" */
  allocated!: string;
  /** Allocated and not yet paid. @example "18000000.00" */
  unpaid!: string;
  /** @example "12000000.00" */
  paid!: string;
  /** @example "第一批" */
  note!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  createdBy!: string;
  /** @example "2026-03-02T03:00:00.000Z" */
  createdAt!: string;
}

export class PoolListResponse {
  items!: PoolResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class AllocationLineDto {
  @IsReference()
  projectId!: string;

  @IsYuan({ positive: true })
  amount!: bigint;

  /** Needed when the project is not in the library yet. @example "应急工程，经省政府同意" */
  @IsOptional()
  @IsPlainText({ max: 500, multiline: true })
  outsideLibraryReason?: string | null;
}

export class CreateAllocationDto {
  @IsReference()
  poolId!: string;

  /** 文号. @example "豫财资环〔2026〕22号" */
  @IsPlainText({ max: 60 })
  documentNo!: string;

  /** Date of the document. @example "2026-03-16" */
  @IsDay()
  issuedOn!: string;

  /** @example "关于下达2026年水污染防治资金（第一批）的通知" */
  @IsPlainText({ max: 120 })
  title!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => AllocationLineDto)
  lines!: AllocationLineDto[];
}

export class ChangeAllocationDto {
  /** 文号. @example "豫财资环〔2026〕22号" */
  @Omittable()
  @IsPlainText({ max: 60 })
  documentNo?: string;

  /** @example "2026-03-16" */
  @Omittable()
  @IsDay()
  issuedOn?: string;

  /** @example "关于下达2026年水污染防治资金（第一批）的通知" */
  @Omittable()
  @IsPlainText({ max: 120 })
  title?: string;

  /** Replaces all lines. */
  @Omittable()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_LINES)
  @ValidateNested({ each: true })
  @Type(() => AllocationLineDto)
  lines?: AllocationLineDto[];
}

export class AllocationQueryDto extends ListQuery {
  @IsOptional()
  @IsReference()
  pool?: string;

  @IsOptional()
  @IsReference()
  project?: string;

  /** @example "issued" */
  @IsOptional()
  @IsOneOf(allocationLifecycle.stateNames)
  status?: AllocationStatus;
}

export class AllocationLineResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f11" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f12" */
  projectId!: string;
  /** @example "HN-04-2-410181-2026-0007" */
  projectNumber!: string | null;
  /** Null when the caller may not see the project. @example "巩义市回郭镇生活污水处理厂提标改造工程" */
  projectName!: string | null;
  /** @example "central" */
  source!: string;
  /** @example "水污染防治资金" */
  fundName!: string;
  /** @example 2026 */
  fiscalYear!: number;
  /** @example "8000000.00" */
  amount!: string;
  /** @example null */
  outsideLibraryReason!: string | null;
}

export class AllocationListItemResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f10" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  poolId!: string;
  /** @example "豫财资环〔2026〕22号" */
  documentNo!: string;
  /** @example "2026-03-16" */
  issuedOn!: string;
  /** @example "关于下达2026年水污染防治资金（第一批）的通知" */
  title!: string;
  /** @example "under_approval" */
  status!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  filedBy!: string;
  /** @example "2026-03-16T03:00:00.000Z" */
  filedAt!: string;
  /** @example null */
  decidedAt!: string | null;
  /** Of the one who returned or refused it. @example null */
  opinion!: string | null;
  /** @example 1 */
  version!: number;
  /** Σ lines that the caller may see. @example "8000000.00" */
  total!: string;
  /** @example 1 */
  lineCount!: number;
}

export class AllocationResponse extends AllocationListItemResponse {
  lines!: AllocationLineResponse[];
  /** The approval under way, if any. */
  approval!: object | null;
}

export class AllocationListResponse {
  items!: AllocationListItemResponse[];
  /** @example null */
  nextCursor!: string | null;
}
