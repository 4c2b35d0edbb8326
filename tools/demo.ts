import { withClient } from './embedded/roles.js';

/** The logins that the demo province makes: `<tier>.<kind>.<place>.<role>` and `owner.<place>.<n>.filer`. */
export const DEMO_USERNAME = '^(province|city|county|owner)\\.';

export interface DemoAccount {
  username: string;
  role: string;
  organisation: string;
}

export function hasProjects(ownerUrl: string): Promise<boolean> {
  return withClient(ownerUrl, async (client) => {
    await client.query(`select set_config('app.scope', 'system', false)`);
    return (await client.query(`select 1 from project limit 1`)).rowCount === 1;
  });
}

/** One login for each role, and for those that every tier has, one for each tier; 巩义 and what is above it first. */
export function demoAccounts(ownerUrl: string): Promise<DemoAccount[]> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<DemoAccount>(
      `select username, role, organisation from (
         select distinct on (m.role, case when m.role in ('reviewer', 'approver') then o.tier end)
             p.username, m.role, o.name_zh as organisation,
             array_position(array['owner', 'reviewer', 'approver'], m.role) as rank,
             array_position(array['county', 'city', 'province'], o.tier) as tier
           from person p join membership m on m.person_id = p.id join organisation o on o.id = m.organisation_id
          where p.username ~ $1
          order by m.role, case when m.role in ('reviewer', 'approver') then o.tier end,
            o.region_code not in ('410181', '410100', '410000'), o.department_kind is distinct from 'ecology',
            array_position(array['county', 'city', 'province'], o.tier), p.username) one_each
        order by rank nulls last, tier, role`,
      [DEMO_USERNAME],
    );
    return rows;
  });
}
