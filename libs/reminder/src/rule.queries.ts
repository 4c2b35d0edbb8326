const RULE = `r.id, r.rule, r.tier, r.category_code as "categoryCode", r.version, r.valid_from as "validFrom", r.stages, r.note,
  r.created_at as "createdAt", p.name as "createdBy"`;

/** $1 day: what is in force then, one version per rule, tier and category */
export const listInForce = `
  select * from (
    select distinct on (r.rule, r.tier, r.category_code) ${RULE}
      from reminder_rule r join person p on p.id = r.created_by
     where r.valid_from <= $1::date
     order by r.rule, r.tier, r.category_code, r.valid_from desc, r.version desc) s
   order by rule, "categoryCode", tier`;

/** $1 rule */
export const listVersions = `
  select ${RULE} from reminder_rule r join person p on p.id = r.created_by
   where r.rule = $1 order by r.category_code, r.tier, r.version desc`;

/** $1 rule, $2 tier, $3 category */
export const latestVersion = `
  select coalesce(max(version), 0) as version from reminder_rule where rule = $1 and tier = $2 and category_code = $3`;

/** $1 id … $10 now */
export const insertRule = `
  insert into reminder_rule (id, rule, tier, category_code, version, valid_from, stages, note, created_by, created_at)
  values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10)`;

/** $1 stages, $2 person, $3 now: the default ladder of §7, where none is there */
export const insertDefault = `
  insert into reminder_rule (id, rule, tier, category_code, version, valid_from, stages, created_by, created_at)
  select new_uuid($3), 'default', '*', '*', 1, date '2000-01-01', $1::jsonb, $2, $3
   where not exists (select 1 from reminder_rule where rule = 'default' and tier = '*' and category_code = '*')
  on conflict do nothing`;
