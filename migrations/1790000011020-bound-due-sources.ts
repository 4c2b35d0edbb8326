import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes that bound each due source to what is due, and the terms of §5 and §7 that had no row yet. */
export class BoundDueSources1790000011020 implements MigrationInterface {
  name = 'BoundDueSources1790000011020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index ix_project_acceptance_due on project (planned_finish) where status = 'implementing';
      create index ix_project_completed_due on project (completed_on) where status = 'completed';
      create index ix_approval_correction_due on approval (due_on) where status = 'returned';
      create index ix_fund_pool_pass_down on fund_pool (received_on) where source = 'central' and tier = 'province';
      create index ix_ledger_account_idle on ledger_account (fiscal_year) where kind = 'project_unpaid';
    `);
    // Defaults of the rule book; an administrator adds a later version, never edits one.
    await runner.query(`
      insert into policy (key, version, value, valid_from) values
        ('milestone.correction_working_days', 1, '5', '2000-01-01'),
        ('acceptance.correction_working_days', 1, '5', '2000-01-01'),
        ('funding.pass_down_days', 1, '30', '2000-01-01'),
        ('funding.idle_fiscal_years', 1, '2', '2000-01-01'),
        ('evaluation.annual_due', 1, '{"month": 3, "day": 31}', '2000-01-01')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from policy where key in ('milestone.correction_working_days', 'acceptance.correction_working_days',
        'funding.pass_down_days', 'funding.idle_fiscal_years', 'evaluation.annual_due')`);
    await runner.query(`
      drop index ix_ledger_account_idle, ix_fund_pool_pass_down, ix_approval_correction_due, ix_project_completed_due,
        ix_project_acceptance_due`);
  }
}
