export class DeadLetterAnswer {
  id!: string;
  /** @example approval.finished */
  topic!: string;
  payload!: Record<string, unknown>;
  createdAt!: Date;
  deadAt!: Date;
  attempts!: number;
  lastError!: string | null;
}

export class DeadLetterPage {
  items!: DeadLetterAnswer[];
  nextCursor!: string | null;
}

export class RequeuedAnswer {
  id!: string;
}
