export class LiveAnswer {
  status!: 'up';
}

export class ChecksAnswer {
  database!: 'up' | 'down';
  queue!: 'up' | 'down';
}

export class UnwellAnswer {
  /** Of what. @example "monthly_report" */
  name!: string;
  /** @example "failing" */
  state!: string;
  /** Last time it was well; null for never. @example "2026-11-23T23:05:00.000Z" */
  since!: Date | null;
  /** @example "57014" */
  code!: string | null;
}

export class WatchAnswer {
  /** Work behind the requests. @example "reminders" */
  name!: string;
  status!: 'up' | 'degraded';
  unwell!: UnwellAnswer[];
}

export class ReadyAnswer {
  status!: 'up' | 'degraded' | 'down';
  checks!: ChecksAnswer;
  watches!: WatchAnswer[];
  /** What carries jobs. */
  transport!: 'inline' | 'bull';
}
