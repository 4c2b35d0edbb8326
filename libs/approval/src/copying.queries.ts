/**
 * $1 approval, $2 step, $3 organisations, $4 person, $5 note, $6 now. Only the owner and departments whose region holds the
 * approval can see it; `seen` counts those, `copied` are the new ones.
 */
export const copyByHand = `
  with seen as (
    select o.id from approval a
      join organisation o on o.id = any ($3::uuid[])
       and (o.id = a.owner_organisation_id or o.department_kind is not null and case o.tier
              when 'province' then true when 'city' then o.city_code = a.city_code else o.county_code = a.county_code end)
     where a.id = $1),
  added as (
    insert into approval_cc (id, approval_id, step_id, organisation_id, by_person, note, at)
    select new_uuid($6), $1, $2, s.id, $4, $5, $6 from seen s
    on conflict (step_id, organisation_id) do nothing
    returning organisation_id)
  select (select count(*)::int from seen) as seen,
         (select coalesce(array_agg(organisation_id order by organisation_id), '{}') from added) as copied`;

/** $1 approval, $2 person, $3 organisation, $4 now: the first reading counts, also when it is marked again. */
export const markRead = `
  insert into approval_cc_read (approval_id, person_id, at)
  select $1, $2, $4 where exists (select 1 from approval_cc c where c.approval_id = $1 and c.organisation_id = $3)
  on conflict (approval_id, person_id) do update set at = approval_cc_read.at
  returning at as "readAt"`;
