import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit follows the scope of its project; what belongs to no project is read at the province only (auditor, audit_admin). */
export class ScopeAudit1790000006900 implements MigrationInterface {
  name = 'ScopeAudit1790000006900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create policy scope on audit_entry for select using (
        scope_is_system()
        or split_part(current_setting('app.scope', true), ':', 1) = 'province'
        or (project_id is not null and exists (select 1 from project p where p.id = project_id offset 0)))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop policy scope on audit_entry`);
  }
}
