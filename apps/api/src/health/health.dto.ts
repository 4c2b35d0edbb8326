export class LiveAnswer {
  status!: 'up';
}

export class ChecksAnswer {
  database!: 'up' | 'down';
  queue!: 'up' | 'down';
}

export class ReadyAnswer {
  status!: 'up' | 'degraded' | 'down';
  checks!: ChecksAnswer;
  /** What carries jobs. */
  transport!: 'inline' | 'bull';
}
