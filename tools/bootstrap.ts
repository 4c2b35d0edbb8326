import pg from 'pg';
import { SystemClock } from '#libs/kernel';
import { routeLoader } from '#libs/approval';
import { regionLoader } from '#libs/identity';
import { planLoader } from '#libs/plan';
import { holidayLoader, type BootLoader } from '#libs/platform';
import { reminderRuleLoader } from '#libs/reminder';

/** In this order: later ones refer to earlier ones. One line per lib that brings data. */
const loaders: BootLoader[] = [holidayLoader, regionLoader, planLoader, routeLoader, reminderRuleLoader];

const BOOT_LOCK = 7_243_815_002;

/* eslint-disable no-restricted-syntax -- tx.run acts as milepost_app; this must be the owner, and audits nothing */
/** Loads what every installation has, in one transaction of the owner role. Safe to run at every start, and twice at once. */
export async function bootstrap(ownerUrl: string, now = new SystemClock().now()): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'milepost-bootstrap' });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock($1), set_config('app.scope', 'system', true)`, [BOOT_LOCK]);
    const database = {
      query: async <R>(sql: string, params?: unknown[]): Promise<R[]> => (await client.query(sql, params)).rows as R[],
    };
    for (const loader of loaders) {
      await loader.load(database, now).catch((error: unknown) => {
        throw new Error(`Loading ${loader.name} failed: ${(error as Error).message}`, { cause: error });
      });
    }
    await client.query('commit');
  } finally {
    await client.end();
  }
}
