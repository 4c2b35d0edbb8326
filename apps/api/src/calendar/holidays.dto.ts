import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, ValidateNested } from 'class-validator';
import { IsCode, IsDay, IsOneOf, IsPlainText } from '../http/index.js';

export class HolidayYearParams {
  /** @example 2027 */
  @IsCode(/^2[01]\d\d$/)
  year!: string;
}

export class HolidayInput {
  @IsDay()
  date!: string;

  /** `holiday`: a free weekday; `workday`: a weekend day that is worked (调休). */
  @IsOneOf(['holiday', 'workday'])
  kind!: 'holiday' | 'workday';

  /** @example 春节 */
  @IsPlainText({ max: 20 })
  name!: string;
}

export class HolidayYearInput {
  /**
   * Where the days come from.
   * @example 国办发明电〔2025〕7号
   */
  @IsPlainText({ max: 100 })
  source!: string;

  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => HolidayInput)
  days!: HolidayInput[];
}

export class HolidayAnswer {
  date!: string;
  kind!: 'holiday' | 'workday';
  name!: string;
}

export class HolidayYearAnswer {
  year!: number;
  source!: string;
  changedAt!: Date;
  days!: HolidayAnswer[];
}
