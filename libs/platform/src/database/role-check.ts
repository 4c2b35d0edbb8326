import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from './database.js';

interface RoleRow {
  name: string;
  strong: boolean;
  owner: boolean;
}

const ROLE = `
  select current_user as name, r.rolsuper or r.rolbypassrls as strong,
         exists (select 1 from pg_tables t where t.schemaname = 'public' and t.tableowner = current_user) as owner
    from pg_roles r where r.rolname = current_user`;

/** Refuses to start as a role that row-level security and grants do not hold (ADR 0006). */
@Injectable()
export class RoleCheck implements OnModuleInit {
  constructor(private readonly database: Database) {}

  async onModuleInit(): Promise<void> {
    const [role] = await this.database.query<RoleRow>(ROLE);
    if (!role || role.strong || role.owner) {
      throw new Error(
        `the database role ${role?.name ?? '?'} is superuser, bypasses row-level security or owns the tables: ` +
          'DATABASE_URL needs a login that is a member of milepost_app',
      );
    }
  }
}
