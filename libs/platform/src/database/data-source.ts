import type { DataSourceOptions, EntitySchema } from 'typeorm';
import type { AppConfig } from '../config/config.js';
import type { ProcessRole } from '../process-role.js';
import { valueTypes } from './statements.js';

type EntityClass = (new () => object) | EntitySchema;

const AS_APP = '-c role=milepost_app';
/** A tool (the demo province) runs the same few statements ten thousand times: planning them anew took a fifth of its time. */
const PLANNED_ONCE = '-c plan_cache_mode=force_generic_plan';
const STATEMENT_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 5000;

/**
 * The application's connections: as the role milepost_app whoever logs in, so that row-level security and grants hold even where
 * one login is used for everything; pipelined, so that scope and statement share a round trip.
 */
export function dataSourceOptions(
  config: AppConfig,
  entities: readonly EntityClass[],
  role: ProcessRole,
): DataSourceOptions & { retryAttempts: number } {
  return {
    type: 'postgres',
    url: config.databaseUrl,
    entities: [...entities],
    synchronize: false,
    retryAttempts: 0,
    applicationName: `milepost-${role.name}`,
    poolSize: config.databasePool,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: {
      pipeline: true,
      types: valueTypes,
      options: role.name === 'tool' ? `${AS_APP} ${PLANNED_ONCE}` : AS_APP,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
      keepAlive: true,
    },
  };
}
