/** What a loader needs of a database: a transaction, a reader and a bare client all have it. */
export interface BootDatabase {
  query<R = unknown>(sql: string, params?: unknown[]): Promise<R[]>;
}

/**
 * Data that every installation has (regions, plans, holidays, routes) and that comes with a release. Idempotent: each
 * start runs all of them, so a new release brings its data with it.
 */
export interface BootLoader {
  name: string;
  load(db: BootDatabase, now: Date): Promise<unknown>;
}
