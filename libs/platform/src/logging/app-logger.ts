import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { logContext } from './log-context.js';

/** Never written, wherever in a logged object they stand: secrets, and what tells one living person from another. */
const REDACTED = [
  'password',
  'newPassword',
  'passwordHash',
  'token',
  'tokenHash',
  'secret',
  'authorization',
  'cookie',
  'username',
  'name',
  'contact',
  'contactName',
  'contactPhone',
  'phone',
  'mobile',
  'email',
  'idNumber',
  'bankAccount',
  'account',
  'address',
  'parameters',
];
const URL_PASSWORD = /\b([a-z]+:\/\/[^\s:/@]*):[^\s@/]+@/gi;

export interface LogSettings {
  level: string;
  format: 'json' | 'pretty';
}

/** Nest's logger, writing one JSON object a line to standard output with the ids of the request at hand. */
export class AppLogger implements LoggerService {
  private readonly pino: Logger;

  constructor(settings: LogSettings, destination?: DestinationStream) {
    const pretty = settings.format === 'pretty' && process.stdout.isTTY;
    // Written before the call returns: the last line before an exit is the one that matters.
    const sink = destination ?? (pretty ? prettySink() : pino.destination({ fd: process.stdout.fd, sync: true }));
    const options = {
      level: settings.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      mixin: () => ({ ...logContext() }),
      redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`, `*.*.${key}`, `*.*.*.${key}`]), remove: true },
    };
    this.pino = pino(options, sink);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /** Nest calls (message, …objects, stack?, context): the last string is the class that speaks. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    rest: unknown[],
  ): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const line: Record<string, unknown> = {};
    const tail = [...rest];
    if (typeof tail.at(-1) === 'string') line.context = tail.pop();
    for (const extra of tail) {
      if (extra instanceof Error) line.err = describe(extra);
      else if (typeof extra === 'string') line.stack = clean(extra);
      else if (extra && typeof extra === 'object') Object.assign(line, extra);
    }
    if (message instanceof Error) line.err = describe(message);
    else if (message && typeof message === 'object') Object.assign(line, message);
    this.pino[level](
      line,
      message instanceof Error ? clean(message.message) : typeof message === 'string' ? clean(message) : undefined,
    );
  }
}

const clean = (text: string): string => text.replace(URL_PASSWORD, '$1:***@');

/**
 * Type, message, code and stack. Not the other fields of an error: `detail` and `where` of PostgreSQL, and the parameters
 * that TypeORM adds, carry the values of the row.
 */
function describe(error: Error): Record<string, unknown> {
  const { code, constraint, table } = error as Error & { code?: unknown; constraint?: unknown; table?: unknown };
  const cause = error.cause instanceof Error ? { cause: describe(error.cause) } : {};
  return {
    type: error.constructor.name,
    message: clean(error.message),
    code,
    constraint,
    table,
    stack: clean(error.stack ?? ''),
    ...cause,
  };
}

/** For a person at a terminal: time, level, context, message. */
function prettySink(): DestinationStream {
  return {
    write(line: string) {
      const { level, time, msg, context, err, stack, ...rest } = JSON.parse(line) as Record<string, unknown>;
      const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
      const trace = (err as { stack?: string } | undefined)?.stack ?? stack;
      process.stdout.write(
        `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${context ? `[${String(context)}] ` : ''}${String(msg ?? '')}${more}\n` +
          (trace ? `${String(trace)}\n` : ''),
      );
    },
  };
}
