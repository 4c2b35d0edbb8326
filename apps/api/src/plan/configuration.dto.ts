import { ApiProperty } from '@nestjs/swagger';
import { DEPARTMENT_KINDS, type DepartmentKind } from '#libs/kernel';

export class BilingualAnswer {
  zh!: string;
  en!: string;
}

export class DocumentAnswer extends BilingualAnswer {
  /** The `kind` to upload the file as. @example feasibility */
  key!: string;
  /** Needed before the project can be submitted. */
  required!: boolean;
  /** When it is needed although not required of every project. */
  when?: BilingualAnswer;
}

export class SeasonAnswer extends BilingualAnswer {
  /** Months in which the work can be done. @example [2, 3, 4, 10, 11, 12] */
  @ApiProperty({ type: [Number] })
  months!: readonly number[];
}

export class MilestoneTemplateAnswer extends BilingualAnswer {
  /** @example main */
  key!: string;
  /** Whole percent; those of one template sum to 100. @example 30 */
  weight!: number;
  /** Begin, in percent of the project's span. @example 32 */
  from!: number;
  /** End, in percent of the project's span. @example 62 */
  to!: number;
  deliverables!: BilingualAnswer;
  /** Keys of `evidenceKinds`. @example ["inspection_record", "site_photo"] */
  @ApiProperty({ type: [String] })
  evidence!: readonly string[];
  season?: SeasonAnswer;
}

export class ChecklistItemAnswer extends BilingualAnswer {
  /** @example effluent */
  key!: string;
}

export class FeedAnswer {
  /** Number of the indicator. @example 16 */
  indicator?: number;
  /** Code of the target. @example 08-4.1 */
  target?: string;
  /** `sum`: value × factor is added; `supports`: shown beside the indicator, never added. */
  how!: 'sum' | 'supports';
  /** From the output's unit to that of the indicator or target. @example 0.0001 */
  factor?: string;
}

export class OutputMetricAnswer extends BilingualAnswer {
  /** @example cod_reduction */
  metric!: string;
  /** @example 吨/年 */
  unit!: string;
  /** @example t/a */
  unitEn!: string;
  @ApiProperty({ type: [FeedAnswer] })
  feeds!: readonly FeedAnswer[];
}

export class EvidenceKindAnswer extends BilingualAnswer {
  /** @example site_photo */
  key!: string;
}

export class WorkConfigurationAnswer {
  /** @example 04-2 */
  code!: string;
  /** @example 04 */
  categoryCode!: string;
  nameZh!: string;
  nameEn!: string;
  /** @example ecology */
  leadKind!: DepartmentKind;
  @ApiProperty({ enum: DEPARTMENT_KINDS, isArray: true })
  coSignKinds!: readonly DepartmentKind[];

  /** JSON Schema 2020-12 of a project's `answers`: a form can be drawn and checked from it. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  schema!: object;

  @ApiProperty({ type: [DocumentAnswer] })
  documents!: readonly DocumentAnswer[];
  @ApiProperty({ type: [MilestoneTemplateAnswer] })
  milestones!: readonly MilestoneTemplateAnswer[];
  @ApiProperty({ type: [ChecklistItemAnswer] })
  checklist!: readonly ChecklistItemAnswer[];
  @ApiProperty({ type: [OutputMetricAnswer] })
  outputs!: readonly OutputMetricAnswer[];
}

export class CategoryConfigurationAnswer {
  /** @example 04 */
  code!: string;
  nameZh!: string;
  nameEn!: string;
  /** @example ecology */
  lead!: DepartmentKind;
  @ApiProperty({ enum: DEPARTMENT_KINDS, isArray: true })
  coSign!: readonly DepartmentKind[];
  /** Indicators that the category serves. @example [3, 4, 6, 16, 17] */
  @ApiProperty({ type: [Number] })
  indicators!: readonly number[];
  /** Every work with all that it asks of a project. */
  @ApiProperty({ type: [WorkConfigurationAnswer] })
  works!: readonly WorkConfigurationAnswer[];
  /** What the evidence keys of the milestones mean. */
  @ApiProperty({ type: [EvidenceKindAnswer] })
  evidenceKinds!: readonly EvidenceKindAnswer[];
}
