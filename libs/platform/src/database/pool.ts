import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** The pg pool beneath TypeORM: statements that are hot go to it directly, prepared and pipelined. */
export const poolOf = (dataSource: DataSource): Pool => (dataSource.driver as unknown as { master: Pool }).master;
