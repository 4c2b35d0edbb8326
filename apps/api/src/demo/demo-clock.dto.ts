import { IsWhole } from '../http/index.js';

export class AdvanceClockDto {
  /** Whole days ahead. @example 30 */
  @IsWhole({ min: 1, max: 366 })
  advanceDays!: number;
}

export class ClockResponse {
  /** @example "2027-01-05T02:00:00.000Z" */
  now!: Date;
  /** In Asia/Shanghai. @example "2027-01-05" */
  today!: string;
  /** How far this process stands ahead of the real time. @example 43 */
  offsetDays!: number;
}
