import { ApiProperty } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsCode, IsQueryWhole } from './validation.js';

/** What every list takes; a list adds its filters by extending this. A parameter that is not declared is refused (400). */
export class ListQuery {
  /** How many items at most. @example 50 */
  @IsOptional()
  @IsQueryWhole({ min: 1, max: 200 })
  @ApiProperty({ required: false })
  limit: number = 50;

  /** `nextCursor` of the answer before. */
  @IsOptional()
  @IsCode(/^[\w-]{1,1000}$/)
  cursor?: string;
}
