import { withClient } from '../../tools/embedded/roles.js';
import type { TestDatabase } from './database.js';

/** Owners in every county and this many projects, set-based and past all services: a size, not a story. */
export async function insertManyProjects(db: TestDatabase, count: number): Promise<void> {
  await withClient(db.ownerUrl, async (client) => {
    await client.query(`
      insert into organisation (id, code, name_zh, name_en, kind, region_code, tier, city_code, county_code, created_at)
      select gen_random_uuid(), 'mass.' || r.code, r.name_zh || '项目单位', r.code, 'owner', r.code, r.tier, r.city_code,
        r.county_code, '2026-01-01'
      from region r where r.tier <> 'province'`);
    // As a replica: no trigger and no foreign key is asked, and the search index is built at the end.
    await client.query(`set session_replication_role = replica`);
    await client.query('drop index ix_project_search_grams');
    await client.query(
      `insert into project (id, number, plan_code, category_code, work_code, lead_kind, name, tier, region_code, city_code,
         county_code, owner_organisation_id, project_code, planned_start, planned_finish, total_investment_fen, status,
         library_number, suspended_on, created_by, created_at, updated_at)
       select gen_random_uuid(), 'HN-MASS-' || n, 'HN-ECO-15FYP', lpad((1 + n % 10)::text, 2, '0'),
         lpad((1 + n % 10)::text, 2, '0') || '-' || (1 + n % 3), 'ecology',
         o.name_zh || (array['污水处理厂', '河道治理', '湿地公园', '管网改造', '风险防控'])[1 + n % 5] || n, o.tier,
         o.region_code, o.city_code, o.county_code, o.id, null, '2026-01-01', date '2026-06-01' + n % 1500,
         (n % 5000 + 1)::bigint * 1000000, s.status, 'HNK-MASS-' || n, case when s.status = 'suspended' then date '2026-02-01' end,
         o.id, '2026-01-01', timestamptz '2026-01-01' + n * interval '1 minute'
       from generate_series(1, $1::int) n
       join (select row_number() over (order by code) - 1 as i, count(*) over () as total, o.* from organisation o
             where code like 'mass.%') o on o.i = n % o.total
       cross join lateral (select (array['under_review', 'reserved', 'implementing', 'implementing', 'implementing',
         'suspended', 'returned', 'completed', 'closed', 'rejected'])[1 + (n / 7) % 10] as status) s`,
      [count],
    );
    await client.query(`
      insert into project_search (project_id, document, grams)
      select p.id, w.words, search_grams(w.words) from project p
      cross join lateral (select lower(concat_ws('|', p.name, p.number, p.library_number)) as words) w
      where p.number like 'HN-MASS-%'`);
    await client.query(`
      insert into project_budget (project_id, source, year, amount_fen)
      select id, (array['central', 'province', 'county', 'own', 'loan'])[1 + (total_investment_fen / 1000000) % 5], 2026,
        total_investment_fen from project where number like 'HN-MASS-%'`);
    await client.query('create index ix_project_search_grams on project_search using gin (grams)');
    await client.query('analyze project; analyze project_search; analyze project_budget; analyze organisation');
  });
}
