import { createHash } from 'node:crypto';
import type { Writable } from 'node:stream';
import pg, { type PoolClient } from 'pg';

type Parser = (value: string) => unknown;

const defaultParser = (oid: number): Parser => pg.types.getTypeParser(oid, 'text') as Parser;
const TEXT_ARRAY = 1009;
const texts = (value: string): (string | null)[] => defaultParser(TEXT_ARRAY)(value) as (string | null)[];

/** By type: bigint is money (fen), a date is a Shanghai calendar day; an instant stays a Date, numeric stays text. */
const parsers: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [20, BigInt], // int8
  [1016, (value) => texts(value).map((item) => (item === null ? null : BigInt(item)))], // int8[]
  [1082, String], // date
  [1182, texts], // date[]
]);

/** For the connections of one pool: nothing of the process is changed, tools with a pg client of their own keep theirs. */
export const valueTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): Parser {
    const parser = format === 'binary' ? undefined : parsers.get(oid);
    return parser ?? (pg.types.getTypeParser(oid, format as 'text') as Parser);
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

const inFlight = new WeakSet<Writable>();

/**
 * What is sent to a connection within one turn of the event loop leaves in one write: BEGIN, scope and statement, or an update with
 * its audit and COMMIT. A system call costs more than a small statement.
 */
export function inOneWrite(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (inFlight.has(stream)) return;
  inFlight.add(stream);
  stream.cork();
  // Runs when the promises that are ready have had their turn, so what they send goes along.
  process.nextTick(() => {
    inFlight.delete(stream);
    stream.uncork();
  });
}

export async function execute<R>(client: PoolClient, text: string, values: readonly unknown[] = []): Promise<R[]> {
  inOneWrite(client);
  const result = await client.query({ name: statementName(text), text, values: values as unknown[] });
  return result.rows as R[];
}

interface SqlError {
  code?: string;
  severity?: string;
  constraint?: string;
  message?: string;
}

/** True when a statement was refused by the named constraint, unique index or constraint trigger. */
export const violates = (error: unknown, constraint: string): boolean =>
  typeof error === 'object' && error !== null && (error as SqlError).constraint === constraint;

/** Serialisation failure, deadlock: the transaction may be run again. */
export const isRetryable = (error: unknown): boolean =>
  ['40001', '40P01'].includes((error as SqlError | null)?.code ?? '');

/** Codes of the socket and of PostgreSQL, appendix A. */
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
  '53100', // disk full
  '53200', // out of memory
  '57014', // statement_timeout: nothing is wrong with the request
]);
const LOST_TEXT =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect|Client was closed/;

/**
 * The database is gone, restarting or out of connections: an answer of 503 now, and work again once it is back. After FATAL
 * PostgreSQL closes the connection, whatever the code.
 */
export const isConnectionLoss = (error: unknown): boolean => {
  const { code, severity, message } = (error ?? {}) as SqlError;
  return severity === 'FATAL' || LOST.has(code ?? '') || LOST_TEXT.test(message ?? '');
};
