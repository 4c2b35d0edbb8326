import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line written during one request or job carries. Ids only: no names, no addresses (§9). */
export interface LogContext {
  requestId: string;
  personId?: string;
}

const storage = new AsyncLocalStorage<LogContext>();

/** Everything done inside `work`, however deep and asynchronous, logs with these ids. */
export const withLogContext = <T>(context: LogContext, work: () => T): T => storage.run(context, work);

/** Adds who is asking, known only after the session was read. */
export function setLogPerson(personId: string): void {
  const context = storage.getStore();
  if (context) context.personId = personId;
}

export const logContext = (): LogContext | undefined => storage.getStore();
