import { withClient } from '../embedded/roles.js';

/** Objects of ours, not of an extension. */
const ours = (catalogue: string, oid: string): string =>
  `not exists (select 1 from pg_depend e where e.classid = '${catalogue}'::regclass and e.objid = ${oid} and e.deptype = 'e')`;

const EXTENSIONS = `
  select format('create extension %I;', extname) as line from pg_extension where extname <> 'plpgsql' order by extname`;

const TYPES = `
  select format('create type %I as enum (%s);', t.typname,
      (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid)) as line
    from pg_type t where t.typnamespace = 'public'::regnamespace and t.typtype = 'e' order by t.typname`;

const SEQUENCES = `
  select format('create sequence %I as %s start %s increment %s;', sequencename, data_type, start_value, increment_by) as line
    from pg_sequences where schemaname = 'public' and sequencename not like 'schema_migration%' order by sequencename`;

const FUNCTIONS = `
  select trim(trailing E'\\n' from pg_get_functiondef(p.oid)) || ';' as line
    from pg_proc p
   where p.pronamespace = 'public'::regnamespace and p.prokind in ('f', 'p') and ${ours('pg_proc', 'p.oid')}
   order by p.proname, pg_get_function_identity_arguments(p.oid)`;

const VIEWS = `
  select format('create %s %I as%s%s', case relkind when 'm' then 'materialized view' else 'view' end, relname, E'\\n',
      pg_get_viewdef(oid)) as line
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm') and ${ours('pg_class', 'pg_class.oid')}
   order by relname`;

const TABLES = `
  select c.oid::int as oid, c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
      coalesce(pg_get_partkeydef(c.oid), '') as partition
    from pg_class c
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'schema_migration'
     and ${ours('pg_class', 'c.oid')}
   order by c.relname`;

const COLUMNS = `
  select format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
      case when a.attcollation <> 0 and a.attcollation <> t.typcollation
           then ' collate ' || quote_ident((select collname from pg_collation where oid = a.attcollation)) else '' end,
      case when a.attnotnull then ' not null' else '' end,
      case when a.attidentity <> '' then ' generated ' || case a.attidentity when 'a' then 'always' else 'by default' end || ' as identity'
           when a.attgenerated <> '' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') '
             || case a.attgenerated when 's' then 'stored' else 'virtual' end
           when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end) as line
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
   where a.attrelid = $1::oid and a.attnum > 0 and not a.attisdropped order by a.attnum`;

// 'n', "not null" as a constraint, exists from PostgreSQL 18 on only and is said with the column.
const CONSTRAINTS = `
  select format('  constraint %I %s', conname, pg_get_constraintdef(oid)) as line
    from pg_constraint where conrelid = $1::oid and contype in ('p', 'u', 'c', 'f', 'x')
   order by position(contype::text in 'pucfx'), conname`;

const INDEXES = `
  select pg_get_indexdef(i.indexrelid) || ';' as line
    from pg_index i join pg_class c on c.oid = i.indexrelid
   where i.indrelid = $1::oid and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
   order by c.relname`;

const TRIGGERS = `
  select pg_get_triggerdef(oid) || ';' as line from pg_trigger where tgrelid = $1::oid and not tgisinternal order by tgname`;

const POLICIES = `
  select format('create policy %I on %I as %s for %s to %s%s%s;', polname, polrelid::regclass::text,
      case when polpermissive then 'permissive' else 'restrictive' end,
      case polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'delete' end,
      (select string_agg(case when r = 0 then 'public' else r::regrole::text end, ', ') from unnest(polroles) r),
      coalesce(' using (' || pg_get_expr(polqual, polrelid) || ')', ''),
      coalesce(' with check (' || pg_get_expr(polwithcheck, polrelid) || ')', '')) as line
    from pg_policy where polrelid = $1::oid order by polname`;

const GRANTS = `
  select format('grant %s on %I to milepost_app;', string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), c.relname) as line
    from pg_class c, aclexplode(c.relacl) g
   where c.oid = $1::oid and g.grantee = 'milepost_app'::regrole group by c.relname
  union all
  select format('grant %s (%s) on %I to milepost_app;', lower(g.privilege_type), string_agg(quote_ident(a.attname), ', ' order by a.attname),
      c.relname)
    from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) g
   where c.oid = $1::oid and g.grantee = 'milepost_app'::regrole group by c.relname, g.privilege_type
   order by 1`;

const OTHER_GRANTS = `
  select format('grant %s on %s %I to milepost_app;', string_agg(lower(g.privilege_type), ', ' order by g.privilege_type),
      case c.relkind when 'S' then 'sequence' else 'table' end, c.relname) as line
    from pg_class c, aclexplode(c.relacl) g
   where c.relnamespace = 'public'::regnamespace and c.relkind in ('S', 'v', 'm') and g.grantee = 'milepost_app'::regrole
   group by c.relname, c.relkind
  union all
  select format('grant execute on function %s to milepost_app;', p.oid::regprocedure)
    from pg_proc p, aclexplode(p.proacl) g
   where p.pronamespace = 'public'::regnamespace and g.grantee = 'milepost_app'::regrole and ${ours('pg_proc', 'p.oid')}
  union all
  select format('revoke execute on function %s from public;', p.oid::regprocedure)
    from pg_proc p
   where p.pronamespace = 'public'::regnamespace and p.proacl is not null and ${ours('pg_proc', 'p.oid')}
     and not exists (select 1 from aclexplode(p.proacl) g where g.grantee = 0)
   order by 1`;

interface Table {
  oid: number;
  name: string;
  secured: boolean;
  forced: boolean;
  partition: string;
}

/**
 * The schema as text, always in the same order: what a review of a migration reads, and what a test compares with the
 * migrations run from empty. Not for restoring (that is pg_dump's).
 */
export function dumpSchema(url: string): Promise<string> {
  return withClient(url, async (client) => {
    await client.query(`set search_path to public`);
    const lines = async (sql: string, params?: unknown[]): Promise<string[]> =>
      (await client.query<{ line: string }>(sql, params)).rows.map((row) => row.line);
    const blocks = ['-- Made by `npm run schema:dump` from the migrations; do not edit.'];
    const add = (...parts: string[][]): void => {
      const text = parts.flat().join('\n');
      if (text) blocks.push(text);
    };
    add(await lines(EXTENSIONS));
    add(await lines(TYPES));
    add(await lines(SEQUENCES));
    for (const text of await lines(FUNCTIONS)) add([text]);
    const { rows: tables } = await client.query<Table>(TABLES);
    for (const table of tables) {
      const of = [table.oid];
      const body = [...(await lines(COLUMNS, of)), ...(await lines(CONSTRAINTS, of))].join(',\n');
      const split = table.partition && ` partition by ${table.partition}`;
      add(
        [`create table ${table.name} (\n${body}\n)${split};`],
        await lines(INDEXES, of),
        await lines(TRIGGERS, of),
        table.secured ? [`alter table ${table.name} enable row level security;`] : [],
        table.forced ? [`alter table ${table.name} force row level security;`] : [],
        await lines(POLICIES, of),
        await lines(GRANTS, of),
      );
    }
    for (const text of await lines(VIEWS)) add([text]);
    add(await lines(OTHER_GRANTS));
    return `${blocks.join('\n\n')}\n`;
  });
}
