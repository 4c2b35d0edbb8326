/**
 * $1 id: the row if it waits and nobody delivers it at this moment. Not waited for: who has it will finish, or its lease ends
 * and the row is handed over again.
 */
export const lockWaiting = `
  select id, topic, payload, attempts, created_at as at from outbox
   where id = $1 and delivered_at is null and dead_at is null for update skip locked`;

export const markDelivered = `update outbox set delivered_at = $2 where id = $1`;

/** $1 id, $2 attempts, $3 available at, $4 dead at or null, $5 error */
export const markFailed = `
  update outbox set attempts = $2, available_at = $3, dead_at = $4, last_error = $5, handed_at = null where id = $1`;

/** $1 now, $2 lease over, $3 limit */
export const claim = `
  update outbox o set handed_at = $1
    from (select id from outbox
           where delivered_at is null and dead_at is null and available_at <= $1 and (handed_at is null or handed_at <= $2)
           order by available_at, id limit $3 for update skip locked) ready
   where o.id = ready.id
  returning o.id, o.attempts, o.topic`;

export const handBack = `update outbox set handed_at = null where id = any ($1::uuid[]) and delivered_at is null`;

/** $1 last id, $2 limit */
export const listDead = `
  select id, topic, payload, created_at as "createdAt", dead_at as "deadAt", attempts, last_error as "lastError"
    from outbox where dead_at is not null and ($1::uuid is null or id < $1) order by id desc limit $2`;

/** $1 id, $2 now */
export const requeue = `
  update outbox set dead_at = null, attempts = 0, handed_at = null, available_at = $2 where id = $1 and dead_at is not null
  returning id`;

/** $1 now */
export const state = `
  select (count(*) filter (where dead_at is null))::int as waiting, (count(*) filter (where dead_at is not null))::int as dead,
         coalesce(extract(epoch from $1::timestamptz - min(created_at) filter (where dead_at is null)), 0)::int as "oldestSeconds"
    from outbox where delivered_at is null`;

/** $1 now: what waits, per topic. */
export const waiting = `
  select topic, count(*)::int as waiting, coalesce(extract(epoch from $1::timestamptz - min(created_at)), 0)::int as "oldestSeconds"
    from outbox where delivered_at is null and dead_at is null group by topic`;

export const purge = `
  with gone as (delete from outbox where delivered_at < $1 returning 1) select count(*)::int as count from gone`;
