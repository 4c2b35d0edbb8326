import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, ValidateNested } from 'class-validator';
import { COST_KINDS, FULL_MARKS, type CostKind } from '#libs/acceptance';
import { IsOneOf, IsPlainText, IsReferences, IsWhole, IsYuan, Omittable } from '../http/index.js';

export class CostLineDto {
  @IsOneOf(Object.keys(COST_KINDS))
  kind!: CostKind;

  /** @example "12500000.00" */
  @IsYuan({ positive: true })
  amount!: bigint;
}

export class FinalAccountsDto {
  /** Settled cost, each kind once. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(4)
  @ValidateNested({ each: true })
  @Type(() => CostLineDto)
  lines!: CostLineDto[];

  /** @example "按竣工结算审核报告编制" */
  @Omittable()
  @IsPlainText({ max: 2000, multiline: true })
  note?: string;

  /** The report and its annexes, uploaded to the project. @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f76"] */
  @IsReferences({ max: 50 })
  fileIds!: string[];
}

export class EvaluationDto {
  /** @example 46 */
  @IsWhole({ max: FULL_MARKS.output })
  output!: number;

  /** @example 27 */
  @IsWhole({ max: FULL_MARKS.benefit })
  benefit!: number;

  /** Budget execution. @example 9 */
  @IsWhole({ max: FULL_MARKS.management })
  management!: number;

  /** @example 9 */
  @IsWhole({ max: FULL_MARKS.satisfaction })
  satisfaction!: number;

  /** @example "产出超额完成，预算执行率 98%" */
  @IsPlainText({ max: 2000, multiline: true })
  comment!: string;
}

export class CostLineResponse {
  /** @example "construction" */
  kind!: string;
  /** Yuan. @example "12500000.00" */
  amount!: string;
}

export class FinalAccountsResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f77" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string;
  /** draft, under_review, returned, approved. @example "under_review" */
  status!: string;
  /** @example "按竣工结算审核报告编制" */
  note!: string | null;
  /** @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f76"] */
  fileIds!: string[];
  /** Yuan. @example "12800000.00" */
  total!: string;
  lines!: CostLineResponse[];
  /** Three months after acceptance. @example "2027-02-23" */
  dueOn!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  filedBy!: string | null;
  /** @example "2026-12-01T02:00:00.000Z" */
  filedAt!: Date | null;
  /** @example null */
  approvedAt!: Date | null;
  /** Of who returned them. @example null */
  opinion!: string | null;
  /** For If-Match. @example 2 */
  version!: number;
}

export class EvaluationResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f78" */
  id!: string;
  /** self, department, finance. @example "self" */
  level!: string;
  /** @example 46 */
  output!: number;
  /** @example 27 */
  benefit!: number;
  /** @example 9 */
  management!: number;
  /** @example 9 */
  satisfaction!: number;
  /** @example 91 */
  total!: number;
  /** excellent, good, fair, poor. @example "excellent" */
  grade!: string;
  /** @example "产出超额完成" */
  comment!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f02" */
  organisationId!: string;
  /** @example "巩义市水务投资有限公司" */
  organisationName!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  filedBy!: string;
  /** @example "王芳" */
  filedByName!: string;
  /** @example "2026-12-10T02:00:00.000Z" */
  filedAt!: Date;
}

export class GradeLabelResponse {
  /** @example "优" */
  zh!: string;
  /** @example "Excellent" */
  en!: string;
}

export class EvaluationResultResponse {
  /** @example 91 */
  total!: number;
  /** @example "excellent" */
  grade!: string;
  label!: GradeLabelResponse;
}

export class EvaluationsResponse {
  items!: EvaluationResponse[];
  /** Whose turn it is; null once all three are filed. @example "department" */
  next!: string | null;
  /** The score that counts, once finance has filed its own. */
  result!: EvaluationResultResponse | null;
}

export class CloseConfirmationResponse {
  /** finance or lead. @example "lead" */
  side!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f03" */
  personId!: string;
  /** @example "李伟" */
  personName!: string;
  /** @example "2026-12-20T02:00:00.000Z" */
  confirmedAt!: Date;
  /** @example null */
  comment!: string | null;
}

export class CloseConfirmationListResponse {
  items!: CloseConfirmationResponse[];
}
