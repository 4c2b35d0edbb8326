import { createHash } from 'node:crypto';
import pg, { type PoolClient } from 'pg';

/** Parsers of what the database answers: bigint is money (fen), a date is a Shanghai calendar day, an instant is a Date. */
const INT8 = 20;
const DATE = 1082;

export const valueTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
    if (format !== 'binary') {
      if (oid === INT8) return BigInt;
      if (oid === DATE) return String;
    }
    return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown;
  },
};

const names = new Map<string, string>();

/** Statements are prepared once per connection under a name derived from their text (1.8 × an unprepared one). */
export function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 24);
    names.set(text, name);
  }
  return name;
}

export async function execute<R>(client: PoolClient, text: string, values: readonly unknown[] = []): Promise<R[]> {
  const result = await client.query({ name: statementName(text), text, values: values as unknown[] });
  return result.rows as R[];
}

interface SqlError {
  code?: string;
  constraint?: string;
  message?: string;
}

/** True when a statement was refused by the named constraint, unique index or constraint trigger. */
export const violates = (error: unknown, constraint: string): boolean =>
  typeof error === 'object' && error !== null && (error as SqlError).constraint === constraint;

/** Serialisation failure, deadlock: the transaction may be run again. */
export const isRetryable = (error: unknown): boolean =>
  ['40001', '40P01'].includes((error as SqlError | null)?.code ?? '');

const LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '3D000',
  '08006',
  '08003',
  '08001',
]);
const LOST_TEXT =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Client was closed/;

/** The database is gone, restarting or out of connections: an answer of 503 now, and work again once it is back. */
export const isConnectionLoss = (error: unknown): boolean =>
  LOST.has((error as SqlError | null)?.code ?? '') || LOST_TEXT.test((error as SqlError | null)?.message ?? '');
