-- Made by `npm run schema:dump` from the migrations; do not edit.

create extension btree_gist;

CREATE OR REPLACE FUNCTION public.acceptance_conclusion_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        members int; votes int; passes int; fails int;
      begin
        if new.conclusion is not null and old.conclusion is null then
          select count(*) into members from acceptance_member m
            where m.acceptance_id = new.id and m.declaration is distinct from 'conflict';
          select count(*), count(*) filter (where vote = 'pass'), count(*) filter (where vote = 'fail')
            into votes, passes, fails from acceptance_vote v where v.acceptance_id = new.id;
          if votes <> members or exists (select 1 from acceptance_item i where i.acceptance_id = new.id and i.finding is null)
            or new.conclusion <> (case when passes * 2 > members then 'pass' when fails * 2 > members then 'fail' else 'rectify' end)
          then
            raise exception 'acceptance %: the conclusion is what the majority voted, with every item answered', new.id
              using errcode = 'check_violation', constraint = 'ck_acceptance_majority';
          end if;
        end if;
        if new.status = 'passed' and not exists (
          select 1 from public_notice n where n.acceptance_id = new.id and n.ends_on < new.passed_on) then
          raise exception 'acceptance %: the public notice is not over', new.id
            using errcode = 'check_violation', constraint = 'ck_acceptance_notice_over';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.acceptance_group_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        -- Through jsonb, because the two tables do not have the same columns.
        subject uuid := (to_jsonb(new) ->> case tg_table_name when 'acceptance' then 'id' else 'acceptance_id' end)::uuid;
        members int;
      begin
        select count(*) into members from acceptance_member m
          where m.acceptance_id = subject and m.declaration is distinct from 'conflict';
        if exists (select 1 from acceptance a where a.id = subject and a.status <> 'applied')
          and (members < 3 or members % 2 = 0) then
          raise exception 'the group of acceptance % has % members: at least three and an odd number', subject, members
            using errcode = 'check_violation', constraint = 'ck_acceptance_group';
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.acceptance_member_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        owner uuid := (select p.owner_organisation_id from acceptance a join project p on p.id = a.project_id
          where a.id = new.acceptance_id and a.project_id = new.project_id);
      begin
        if owner is null or new.organisation_id = owner or exists (
          select 1 from membership m where m.person_id = new.person_id and m.organisation_id = owner) then
          raise exception 'a member of the acceptance group may not belong to the project owner'
            using errcode = 'check_violation', constraint = 'ck_acceptance_member_owner';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.acceptance_record_is_final()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end $function$;

CREATE OR REPLACE FUNCTION public.acceptance_vote_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if not exists (
          select 1 from acceptance_member m join acceptance a on a.id = m.acceptance_id
          where m.acceptance_id = new.acceptance_id and m.person_id = new.person_id and m.declaration = 'none'
            and a.status = 'grouped') then
          raise exception 'only a member without a conflict votes, and only before the conclusion'
            using errcode = 'check_violation', constraint = 'ck_acceptance_vote_member';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.allocation_line_check()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare r record;
      begin
        perform 1 from allocation a where a.id in (select allocation_id from fresh) order by a.id for no key update;
        select a.id into r from allocation a
          where a.id in (select allocation_id from fresh) and a.status not in ('draft','returned') limit 1;
        if found then perform funding_refuse('funding_lines_frozen', format('allocation %s', r.id)); end if;

        perform 1 from project p where p.id in (select project_id from fresh) order by p.id for no key update;
        perform 1 from ledger_chain c where c.pool_id in (select pool_id from fresh) order by c.pool_id for update;

        -- A project outside the library gets no money except with a recorded reason; one that has ended gets none.
        select p.id into r from fresh l join project p on p.id = l.project_id
          where p.status not in ('reserved','implementing','suspended','under_acceptance','rectifying','completed')
            and not (p.status in ('draft','under_review','returned') and btrim(coalesce(l.outside_library_reason, '')) <> '') limit 1;
        if found then perform funding_refuse('funding_in_library', format('project %s', r.id)); end if;

        select p.id into r from fresh l join project p on p.id = l.project_id join fund_pool f on f.id = l.pool_id
          where (f.tier = 'city' and p.city_code is distinct from f.city_code)
             or (f.tier = 'county' and p.county_code is distinct from f.county_code) limit 1;
        if found then perform funding_refuse('funding_in_region', format('project %s', r.id)); end if;

        -- 财资环〔2021〕103号: one project, one central fund.
        select l.project_id as id into r from fresh l where l.source = 'central' and exists (
          select 1 from allocation_line o join allocation d on d.id = o.allocation_id
          where o.project_id = l.project_id and o.source = 'central' and o.fund_name <> l.fund_name
            and d.status not in ('rejected','withdrawn')) limit 1;
        if found then perform funding_refuse('funding_one_central_fund', format('project %s', r.id)); end if;

        -- Σ lines ≤ pool: documents on their way reserve what is free.
        select f.pool_id as id into r from (select distinct pool_id from fresh) f
          join ledger_account a on a.pool_id = f.pool_id and a.kind = 'pool_free'
          where a.balance_fen < (
            select sum(l.amount_fen) from allocation d join allocation_line l on l.allocation_id = d.id
            where d.pool_id = f.pool_id and d.status in ('draft','under_approval','returned')) limit 1;
        if found then perform funding_refuse('funding_within_pool', format('pool %s', r.id)); end if;

        perform funding_check_budget(p.project_id) from (select distinct project_id from fresh) p;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.allocation_line_complete()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      begin
        select a.pool_id, f.source, f.fund_name, f.fiscal_year
          into new.pool_id, new.source, new.fund_name, new.fiscal_year
          from allocation a join fund_pool f on f.id = a.pool_id where a.id = new.allocation_id;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.allocation_line_keep()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      begin
        if tg_op = 'UPDATE'
          or not exists (select 1 from allocation a where a.id = old.allocation_id and a.status in ('draft','returned')) then
          perform funding_refuse('funding_lines_frozen', format('allocation %s', old.allocation_id));
        end if;
        return old;
      end $function$;

CREATE OR REPLACE FUNCTION public.allocation_move()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare r record;
      begin
        if tg_op = 'INSERT' then
          if new.status <> 'draft' then perform funding_refuse('funding_lifecycle', 'an allocation begins as a draft'); end if;
          return new;
        end if;
        if new.pool_id <> old.pool_id or (old.status in ('issued','rejected','withdrawn') and new is distinct from old) then
          perform funding_refuse('funding_lifecycle', format('allocation %s is %s', old.id, old.status));
        end if;
        if new.status = 'issued' then
          -- A project may have ended, or fallen out of the library, while the document was being signed.
          perform 1 from project p join allocation_line l on l.project_id = p.id where l.allocation_id = new.id
            order by p.id for no key update of p;
          select p.id into r from allocation_line l join project p on p.id = l.project_id
            where l.allocation_id = new.id and p.status not in ('reserved','implementing','suspended','under_acceptance','rectifying','completed')
              and not (p.status in ('draft','under_review','returned') and btrim(coalesce(l.outside_library_reason, '')) <> '') limit 1;
          if found then perform funding_refuse('funding_in_library', format('project %s', r.id)); end if;
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.approval_decision_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        task record;
      begin
        select t.approval_id, t.step_id, t.organisation_id, t.status, t.persons, t.proposed_by, t.kind,
               s.status as step_status, a.status as approval_status, a.round, a.filers
          into task
          from approval_task t join approval_step s on s.id = t.step_id join approval a on a.id = t.approval_id
         where t.id = new.task_id;
        if not found or task.approval_id <> new.approval_id or task.step_id <> new.step_id
           or task.organisation_id <> new.organisation_id or task.round <> new.round or task.filers <> new.filers
           or task.proposed_by is distinct from new.proposed_by then
          raise exception 'the decision does not belong to its desk' using errcode = 'check_violation',
            constraint = 'ck_approval_decision_desk';
        end if;
        if task.approval_status <> 'pending' or task.step_status <> 'open'
           or task.status <> (case when new.act = 'propose' or task.persons = 1 then 'open' else 'proposed' end) then
          raise exception 'this desk is not to % now', new.act using errcode = 'check_violation',
            constraint = 'ck_approval_decision_turn';
        end if;
        if not exists (
          select 1 from membership m
           where m.person_id = new.person_id and m.organisation_id = new.organisation_id
             and m.role = any (case
               when task.kind = 'finance' and task.persons = 1 then array['finance_officer', 'finance_approver']
               when task.kind = 'finance' and new.act = 'propose' then array['finance_officer']
               when task.kind = 'finance' then array['finance_approver']
               when task.persons = 1 then array['reviewer', 'approver']
               when new.act = 'propose' then array['reviewer']
               else array['approver'] end)) then
          raise exception 'this person does not sit at this desk' using errcode = 'check_violation',
            constraint = 'ck_approval_decision_member';
        end if;
        -- A return to an earlier step begins a new round only for the steps that run again; decisions that still count bar too.
        if new.act = 'decide' and exists (
          select 1 from approval_decision d join approval_step s on s.id = d.step_id
           where d.approval_id = new.approval_id and d.person_id = new.person_id and d.act = 'decide'
             and s.status in ('open', 'approved')) then
          raise exception 'nobody decides twice in one round' using errcode = 'unique_violation',
            constraint = 'uq_approval_decision_round';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.approval_decision_is_final()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'decisions are append-only' using errcode = 'restrict_violation',
          constraint = 'ck_approval_decision_append_only';
      end $function$;

CREATE OR REPLACE FUNCTION public.approval_lock(wanted uuid, asker uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
AS $function$
      begin
        perform 1 from approval a where a.id = wanted for update;
        if not found then return null; end if;
        return (
          select jsonb_build_object(
            'id', a.id, 'subject', jsonb_build_object('type', a.subject_type, 'id', a.subject_id), 'projectId', a.project_id,
            'title', a.title, 'status', a.status, 'round', a.round, 'routeId', a.route_id, 'route', r.definition,
            'ownerOrganisationId', a.owner_organisation_id, 'filedBy', a.filed_by, 'filers', a.filers,
            'currentStepId', a.current_step_id, 'dueOn', a.due_on, 'returnedStepKey', a.returned_step_key,
            'resumeAt', a.resume_at, 'version', a.version,
            'decisions', (select count(*) from approval_decision d where d.approval_id = a.id and d.act = 'decide'),
            'decidedHere', exists (
              select 1 from approval_decision d join approval_step s on s.id = d.step_id
               where d.approval_id = a.id and d.person_id = asker and d.act = 'decide'
                 and (d.round = a.round or s.status in ('open', 'approved'))),
            'steps', (
              select jsonb_agg(jsonb_build_object(
                'id', s.id, 'seq', s.seq, 'key', s.key, 'round', s.round, 'title', s.title, 'titleEn', s.title_en,
                'status', s.status, 'persons', s.persons, 'cc', s.cc, 'limitDays', s.limit_days, 'dueOn', s.due_on,
                'tier', s.tier, 'regionCode', s.region_code, 'mode', s.mode, 'quorum', s.quorum, 'reason', s.reason, 'reasonEn', s.reason_en,
                'tasks', coalesce((
                  select jsonb_agg(jsonb_build_object('id', t.id, 'organisationId', t.organisation_id, 'kind', t.kind,
                    'status', t.status, 'persons', t.persons, 'proposedBy', t.proposed_by, 'decidedBy', t.decided_by) order by t.id)
                  from approval_task t where t.step_id = s.id), '[]')) order by s.seq, s.round)
              from approval_step s where s.approval_id = a.id))
          from approval a join approval_route r on r.id = a.route_id
         where a.id = wanted);
      end $function$;

CREATE OR REPLACE FUNCTION public.approval_passed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if exists (select 1 from approval_step s where s.approval_id = new.id and s.status in ('planned', 'open'))
           or not exists (select 1 from approval_step s where s.approval_id = new.id and s.status = 'approved') then
          raise exception 'approval % is approved without its steps', new.id using errcode = 'check_violation',
            constraint = 'ck_approval_passed';
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.approval_step_passed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if (select case new.mode
                      when 'any' then bool_or(t.status = 'approved')
                      when 'quorum' then count(*) filter (where t.status = 'approved') >= new.quorum
                      else bool_and(t.status = 'approved') end
              from approval_task t where t.step_id = new.id) is not true then
          raise exception 'step % is approved without its desks', new.key using errcode = 'check_violation',
            constraint = 'ck_approval_step_passed';
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.approval_task_guard()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if new.approval_id <> old.approval_id or new.step_id <> old.step_id or new.organisation_id <> old.organisation_id
           or new.persons <> old.persons or new.kind <> old.kind or old.status in ('approved', 'returned', 'rejected')
           or (new.proposed_by is distinct from old.proposed_by and not exists (
             select 1 from approval_decision d
              where d.task_id = new.id and d.act = 'propose' and d.person_id = new.proposed_by))
           or (new.decided_by is distinct from old.decided_by and not exists (
             select 1 from approval_decision d
              where d.task_id = new.id and d.act = 'decide' and d.person_id = new.decided_by
                and d.outcome = case new.status when 'approved' then 'approve' when 'returned' then 'return' else 'reject' end)) then
          raise exception 'a desk changes only by a decision' using errcode = 'check_violation',
            constraint = 'ck_approval_task_by_decision';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.audit_append(subject_type text, subject_id uuid, project_id uuid, at timestamp with time zone, person_id uuid, person_name text, organisation_id uuid, action text, before jsonb, after jsonb, reason text, request_id text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      declare
        head audit_head;
        row audit_entry;
      begin
        -- The head's row lock is the queue of this subject; other subjects do not wait (ADR 0005).
        insert into audit_head as h values (subject_type, subject_id, 0, sha256(''))
          on conflict on constraint pk_audit_head do update set seq = h.seq
          returning * into head;
        row := row(subject_type, subject_id, head.seq + 1, project_id, at, person_id, person_name, organisation_id, action,
                   before, after, reason, request_id, head.hash, ''::bytea);
        row.hash := audit_row_hash(row);
        insert into audit_entry select row.*;
        update audit_head h set seq = row.seq, hash = row.hash
          where h.subject_type = row.subject_type and h.subject_id = row.subject_id;
      end $function$;

CREATE OR REPLACE FUNCTION public.audit_hash(prev bytea, VARIADIC parts text[])
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
        select sha256(prev || convert_to(
          (select string_agg(case when part is null then '-' else length(part) || ':' || part end, '|' order by n)
             from unnest(parts) with ordinality as p (part, n)), 'UTF8'))
      $function$;

CREATE OR REPLACE FUNCTION public.audit_row_hash(e audit_entry)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
        select audit_hash(e.prev_hash, e.subject_type, e.subject_id::text, e.seq::text, e.project_id::text,
          extract(epoch from e.at)::text, e.person_id::text, e.person_name, e.organisation_id::text, e.action,
          e.before::text, e.after::text, e.reason, e.request_id)
      $function$;

CREATE OR REPLACE FUNCTION public.baseline_weights_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare
        -- Through jsonb, because the two tables do not have the same columns.
        plan uuid := (coalesce(to_jsonb(new), to_jsonb(old)) ->>
          case tg_table_name when 'baseline' then 'id' else 'baseline_id' end)::uuid;
        total int;
      begin
        if exists (select 1 from baseline b where b.id = plan and b.status <> 'draft') then
          select coalesce(sum(weight_bp), 0) into total from baseline_item where baseline_id = plan;
          if total <> 10000 then
            raise exception 'weights of baseline % sum to % of 10000', plan, total
              using errcode = 'check_violation', constraint = 'ck_baseline_weights';
          end if;
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.contract_keep()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      begin
        if new.project_id <> old.project_id then perform funding_refuse('funding_lifecycle', 'a contract stays with its project'); end if;
        perform funding_check_contract(new.id);
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.disbursement_move()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare ok boolean;
      begin
        select l.pool_id, l.source, l.project_id = new.project_id and d.status = 'issued' and exists (
            select 1 from contract c where c.id = new.contract_id and c.project_id = new.project_id)
          into new.pool_id, new.source, ok
          from allocation_line l join allocation d on d.id = l.allocation_id where l.id = new.line_id;
        if ok is not true then
          perform funding_refuse('funding_disbursement_base', 'line and contract must be of this project, the line issued');
        end if;
        if tg_op = 'INSERT' then return new; end if;
        if old.status in ('refused','withdrawn','reversed')
          or (old.status = 'paid' and new.status not in ('paid','reversing'))
          or (old.status = 'reversing' and new.status not in ('paid','reversed','reversing'))
          or (old.status in ('paid','reversing') and (new.amount_fen, new.line_id, new.contract_id, new.payee_name, new.invoice_no,
              new.voucher_no, new.paid_on, new.requested_by, new.confirmed_by, new.prepared_by, new.released_by)
            is distinct from (old.amount_fen, old.line_id, old.contract_id, old.payee_name, old.invoice_no, old.voucher_no,
              old.paid_on, old.requested_by, old.confirmed_by, old.prepared_by, old.released_by))
          or (old.status not in ('requested','returned') and new.amount_fen <> old.amount_fen)
          or new.project_id <> old.project_id then
          perform funding_refuse('funding_lifecycle', format('disbursement %s is %s', old.id, old.status));
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.disbursement_pay()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare state text;
      begin
        select p.status into state from project p where p.id = new.project_id for no key update;
        if state not in ('implementing','under_acceptance','rectifying','completed') then
          perform funding_refuse('funding_payable_state', format('project %s is %s', new.project_id, state));
        end if;
        perform funding_check_contract(new.contract_id);
        -- The chain orders payments of one pool; under it the sum per line is final.
        perform 1 from ledger_chain c where c.pool_id = new.pool_id for update;
        if (select l.amount_fen from allocation_line l where l.id = new.line_id) <
           (select sum(d.amount_fen) from disbursement d where d.line_id = new.line_id and d.status in ('paid','reversing')) then
          perform funding_refuse('funding_within_line', format('allocation line %s', new.line_id));
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.disbursement_reversed_check()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      begin
        if not exists (select 1 from ledger_entry e join ledger_entry r on r.reversal_of = e.id
                       where e.cause_type = 'disbursement' and e.cause_id = new.id) then
          perform funding_refuse('funding_document_posted', format('reversal of disbursement %s is not in the ledger', new.id));
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.funding_check_budget(of_project uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare s text;
      begin
        select given.source into s from (
            select source, sum(amount) as amount from (
              select a.source, a.balance_fen as amount from ledger_account a where a.project_id = of_project
              union all
              select l.source, l.amount_fen from allocation_line l join allocation d on d.id = l.allocation_id
                where l.project_id = of_project and d.status in ('draft','under_approval','returned')) x
            group by source) given
          where given.amount > (select coalesce(sum(b.amount_fen), 0) from project_budget b
                                where b.project_id = of_project and b.source = given.source)
          limit 1;
        if s is not null then
          perform funding_refuse('funding_within_budget', format('project %s, source %s', of_project, s));
        end if;
      end $function$;

CREATE OR REPLACE FUNCTION public.funding_check_contract(of_contract uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare
        c contract;
        state text;
        paid numeric;
      begin
        select * into c from contract where id = of_contract for no key update;
        select p.status into state from project p where p.id = c.project_id;
        select coalesce(sum(d.amount_fen), 0) into paid from disbursement d
          where d.contract_id = of_contract and d.status in ('paid','reversing');
        if paid > floor(c.settled_fen::numeric * case when state in ('completed','closed') then 10000
                                                      else 10000 - c.retention_bp end / 10000) then
          perform funding_refuse('funding_retention', format('contract %s', of_contract));
        end if;
      end $function$;

CREATE OR REPLACE FUNCTION public.funding_document_check()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare kind text := tg_argv[0];
      begin
        if not exists (select 1 from ledger_entry e where e.cause_type = kind and e.cause_id = new.id) then
          perform funding_refuse('funding_document_posted', format('%s %s is not in the ledger', kind, new.id));
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.funding_refuse(rule text, detail text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception '%: %', rule, detail using errcode = 'check_violation', constraint = rule;
      end $function$;

CREATE OR REPLACE FUNCTION public.ledger_account_of(of_pool uuid, of_project uuid, of_kind text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare found_id uuid;
      begin
        select a.id into found_id from ledger_account a
          where a.pool_id = of_pool and a.project_id is not distinct from of_project and a.kind = of_kind;
        if found_id is null then
          insert into ledger_account (id, pool_id, project_id, kind, source, fiscal_year)
            select gen_random_uuid(), of_pool, of_project, of_kind, f.source, f.fiscal_year from fund_pool f where f.id = of_pool
            on conflict do nothing;
          select a.id into found_id from ledger_account a
            where a.pool_id = of_pool and a.project_id is not distinct from of_project and a.kind = of_kind;
        end if;
        return found_id;
      end $function$;

CREATE OR REPLACE FUNCTION public.ledger_apply()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare
        e ledger_entry;
        chain ledger_chain;
        texts text;
      begin
        -- Entries in the order of their pools, accounts in the order of their ids: two payments never wait for each other crosswise.
        for e in select le.* from ledger_entry le where le.id in (select entry_id from fresh) order by le.pool_id, le.id loop
          if e.hash is not null then
            raise exception 'ledger entry % is sealed', e.id
              using errcode = 'restrict_violation', constraint = 'ledger_entry_sealed';
          end if;
          select * into chain from ledger_chain c where c.pool_id = e.pool_id for update;
          if exists (
            select 1 from fresh p
              join ledger_account f on f.id = p.from_account_id
              join ledger_account t on t.id = p.to_account_id
            where p.entry_id = e.id and (f.pool_id <> e.pool_id or t.pool_id <> e.pool_id
              or f.project_id <> t.project_id
              or p.project_id is distinct from coalesce(f.project_id, t.project_id)
              or (e.cause_type, f.kind, t.kind) not in (
                ('pool_receipt', 'pool_source', 'pool_free'),
                ('allocation', 'pool_free', 'project_unpaid'),
                ('disbursement', 'project_unpaid', 'project_paid'),
                ('fund_return', 'project_unpaid', 'pool_free'),
                ('reversal', 'project_paid', 'project_unpaid')))
          ) then
            raise exception 'ledger entry % moves money on a way that does not exist', e.id
              using errcode = 'check_violation', constraint = 'ledger_posting_way';
          end if;
          perform 1 from ledger_account a
            where a.id in (select from_account_id from fresh where entry_id = e.id
                           union select to_account_id from fresh where entry_id = e.id)
            order by a.id for update;
          update ledger_account a set balance_fen = a.balance_fen + m.moved
            from (select account_id, sum(delta)::bigint as moved from (
                    select to_account_id as account_id, amount_fen as delta from fresh where entry_id = e.id
                    union all select from_account_id, -amount_fen from fresh where entry_id = e.id) d
                  group by account_id) m
            where a.id = m.account_id;
          select string_agg(concat_ws(':', p.line, p.from_account_id, p.to_account_id, p.amount_fen), ',' order by p.line)
            into texts from fresh p where p.entry_id = e.id;
          update ledger_entry set seq = chain.seq + 1, prev_hash = chain.hash,
              hash = ledger_hash(chain.hash, e, chain.seq + 1, texts)
            where id = e.id returning * into e;
          update ledger_chain set seq = e.seq, hash = e.hash where pool_id = e.pool_id;
        end loop;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.ledger_entry_check()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      declare
        e ledger_entry;
        original ledger_entry;
        ok boolean := false;
      begin
        select * into e from ledger_entry where id = new.id;
        if e.hash is null then perform funding_refuse('ledger_entry_balanced', format('entry %s has no posting', e.id)); end if;
        case e.cause_type
        when 'pool_receipt' then
          select f.id = e.pool_id and f.total_fen = (select sum(amount_fen) from ledger_posting where entry_id = e.id) into ok
            from fund_pool f where f.id = e.cause_id;
        when 'allocation' then
          select a.pool_id = e.pool_id and a.status = 'issued' and not exists (
              select 1 from (select project_id, amount_fen from allocation_line where allocation_id = a.id) l
              full join (select project_id, sum(amount_fen) as amount_fen from ledger_posting where entry_id = e.id
                         group by project_id) p using (project_id)
              where l.amount_fen is distinct from p.amount_fen) into ok
            from allocation a where a.id = e.cause_id;
        when 'disbursement' then
          select d.pool_id = e.pool_id and d.status in ('paid','reversing','reversed')
              and (select array_agg((p.project_id, p.amount_fen)) = array[(d.project_id, d.amount_fen)]
                   from ledger_posting p where p.entry_id = e.id) into ok
            from disbursement d where d.id = e.cause_id;
        when 'fund_return' then
          select r.pool_id = e.pool_id
              and (select array_agg((p.project_id, p.amount_fen)) = array[(r.project_id, r.amount_fen)]
                   from ledger_posting p where p.entry_id = e.id) into ok
            from fund_return r where r.id = e.cause_id;
        when 'reversal' then
          select * into original from ledger_entry where id = e.reversal_of;
          ok := original.cause_type = 'disbursement' and original.pool_id = e.pool_id
            and exists (select 1 from disbursement d where d.id = original.cause_id and d.status = 'reversed')
            and not exists (
              select 1 from (select from_account_id, to_account_id, amount_fen from ledger_posting where entry_id = original.id) o
              full join (select to_account_id as from_account_id, from_account_id as to_account_id, amount_fen
                         from ledger_posting where entry_id = e.id) m using (from_account_id, to_account_id, amount_fen)
              where o.amount_fen is null or m.amount_fen is null);
        end case;
        if ok is not true then
          perform funding_refuse('ledger_entry_cause', format('entry %s does not agree with its %s', e.id, e.cause_type));
        end if;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.ledger_entry_unsealed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if num_nonnulls(new.seq, new.prev_hash, new.hash) > 0 then
          perform funding_refuse('ledger_entry_sealed', 'number and hash are given by the ledger');
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.ledger_hash(previous text, e ledger_entry, entry_seq integer, postings text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
        select encode(sha256(convert_to(jsonb_build_array(previous, e.pool_id, entry_seq, e.id, e.cause_type, e.cause_id,
          e.idempotency_key, e.reversal_of, to_char(e.occurred_on, 'YYYY-MM-DD'),
          (extract(epoch from e.at) * 1000000)::bigint, e.person_id, e.note, postings)::text, 'UTF8')), 'hex')
      $function$;

CREATE OR REPLACE FUNCTION public.ledger_only_by_posting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        -- Depth 2 and more: called by the trigger of a posting. A statement of a person is depth 1.
        if pg_trigger_depth() < 2 then
          raise exception 'the ledger is append-only: % moves by postings only', tg_table_name
            using errcode = 'restrict_violation', constraint = 'ledger_append_only';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.ledger_open_pool()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      begin
        insert into ledger_chain (pool_id, hash) values (new.id, encode(sha256(convert_to(new.id::text, 'UTF8')), 'hex'));
        insert into ledger_account (id, pool_id, kind, source, fiscal_year)
          select gen_random_uuid(), new.id, kind, new.source, new.fiscal_year
          from unnest(array['pool_source','pool_free']) as kind;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.ledger_refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name
          using errcode = 'restrict_violation', constraint = 'ledger_append_only';
      end $function$;

CREATE OR REPLACE FUNCTION public.new_uuid(at timestamp with time zone)
 RETURNS uuid
 LANGUAGE sql
AS $function$
        select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
      $function$;

CREATE OR REPLACE FUNCTION public.project_budget_keep()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "app.scope" TO 'system'
AS $function$
      begin
        perform funding_check_budget(old.project_id);
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.project_output_confirmed_check()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        if new.confirmed_value is not null and not exists (
          select 1 from acceptance a where a.project_id = new.project_id and a.status = 'public_notice') then
          raise exception 'outputs are confirmed by a passed acceptance and nowhere else'
            using errcode = 'check_violation', constraint = 'ck_project_output_confirmed';
        end if;
        return new;
      end $function$;

CREATE OR REPLACE FUNCTION public.project_search_refresh()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      declare words text := lower(regexp_replace(
        concat_ws('|', new.name, new.number, new.project_code, new.library_number), '\s+', '', 'g'));
      begin
        insert into project_search (project_id, document, grams) values (new.id, words, search_grams(words))
        on conflict (project_id) do update set document = excluded.document, grams = excluded.grams;
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.project_transition_is_final()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception 'project_transition is append-only' using errcode = 'restrict_violation';
      end $function$;

CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
      end $function$;

CREATE OR REPLACE FUNCTION public.scope_is_system()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select nullif(current_setting('app.scope', true), '') is not distinct from 'system'
      $function$;

CREATE OR REPLACE FUNCTION public.scope_sees(city_code text, county_code text, owner_org uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select case split_part(current_setting('app.scope', true), ':', 1)
          when 'system' then true
          when 'province' then true
          when 'city' then city_code is not distinct from split_part(current_setting('app.scope', true), ':', 2)
          when 'county' then county_code is not distinct from split_part(current_setting('app.scope', true), ':', 2)
          when 'owner' then owner_org::text is not distinct from split_part(current_setting('app.scope', true), ':', 2)
          else false end
      $function$;

CREATE OR REPLACE FUNCTION public.search_grams(document text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
        select coalesce(array_agg(distinct substr(document, i, n)), '{}')
        from generate_series(1, char_length(document)) i, (values (1), (2)) width (n)
        where i + n - 1 <= char_length(document)
      $function$;

CREATE OR REPLACE FUNCTION public.work_day_after(start date, days integer)
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select case
          when days = 0 then start
          when days > 0 then (select w.day from work_day w where w.working
            and w.number = (select s.number from work_day s where s.day = start) + days)
          else (select w.day from work_day w where w.working
            and w.number = (select s.number from work_day s where s.day = start - 1) + days + 1)
        end
      $function$;

CREATE OR REPLACE FUNCTION public.work_day_line()
 RETURNS TABLE(day date, working boolean, number integer, known boolean)
 LANGUAGE sql
 STABLE
AS $function$
        select d.day, d.working, (count(*) filter (where d.working) over (order by d.day))::int, d.known
          from (select s::date as day, coalesce(h.kind = 'workday', extract(isodow from s) < 6) as working,
                       y.year is not null as known
                  from generate_series(timestamp '2000-01-01', timestamp '2099-12-31', interval '1 day') s
                  left join holiday h on h.date = s::date
                  left join holiday_year y on y.year = extract(year from s)::int) d
      $function$;

CREATE OR REPLACE FUNCTION public.work_day_renumber()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
      begin
        update work_day w set working = l.working, number = l.number, known = l.known
          from work_day_line() l
         where l.day = w.day and (l.working, l.number, l.known) is distinct from (w.working, w.number, w.known);
        return null;
      end $function$;

CREATE OR REPLACE FUNCTION public.work_days_between(a date, b date)
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
        select (select w.number from work_day w where w.day = b) - (select w.number from work_day w where w.day = a)
      $function$;

create table acceptance (
  id uuid not null,
  project_id uuid not null,
  round integer not null,
  status text not null default 'applied'::text,
  statement text not null,
  as_built_file_ids uuid[] not null,
  reported_outputs jsonb not null,
  filed_by uuid not null,
  filed_at timestamp with time zone not null,
  seed text,
  pool jsonb,
  drawn_by uuid,
  drawn_at timestamp with time zone,
  conclusion text,
  opinion text,
  concluded_by uuid,
  concluded_at timestamp with time zone,
  passed_by uuid,
  passed_on date,
  version integer not null default 1,
  constraint pk_acceptance PRIMARY KEY (id),
  constraint uq_acceptance_round UNIQUE (project_id, round),
  constraint ck_acceptance_as_built CHECK ((cardinality(as_built_file_ids) > 0)),
  constraint ck_acceptance_concluded CHECK ((((conclusion IS NULL) = (concluded_by IS NULL)) AND ((conclusion IS NULL) = (concluded_at IS NULL)) AND ((conclusion IS NULL) OR (length(opinion) > 0)))),
  constraint ck_acceptance_concluded_by CHECK ((concluded_by <> filed_by)),
  constraint ck_acceptance_conclusion CHECK (((conclusion = ANY (ARRAY['pass'::text, 'rectify'::text, 'fail'::text])) AND ((status = ANY (ARRAY['applied'::text, 'grouped'::text])) = (conclusion IS NULL)))),
  constraint ck_acceptance_drawn CHECK ((((status = 'applied'::text) = (seed IS NULL)) AND ((seed IS NULL) = (pool IS NULL)) AND ((seed IS NULL) = (drawn_at IS NULL)) AND (seed ~ '^[0-9a-f]{64}$'::text))),
  constraint ck_acceptance_passed CHECK ((((status = 'passed'::text) = (passed_on IS NOT NULL)) AND ((passed_on IS NULL) = (passed_by IS NULL)) AND (passed_by <> filed_by))),
  constraint ck_acceptance_round CHECK ((round > 0)),
  constraint ck_acceptance_status CHECK ((status = ANY (ARRAY['applied'::text, 'grouped'::text, 'concluded_pass'::text, 'rectification'::text, 'rectified'::text, 'failed'::text, 'public_notice'::text, 'passed'::text]))),
  constraint fk_acceptance_filed_by FOREIGN KEY (filed_by) REFERENCES person(id),
  constraint fk_acceptance_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE UNIQUE INDEX uq_acceptance_open ON public.acceptance USING btree (project_id) WHERE (status = ANY (ARRAY['applied'::text, 'grouped'::text, 'concluded_pass'::text, 'rectification'::text, 'public_notice'::text]));
CREATE UNIQUE INDEX uq_acceptance_passed ON public.acceptance USING btree (project_id) WHERE (status = 'passed'::text);
CREATE TRIGGER acceptance_conclusion BEFORE UPDATE ON public.acceptance FOR EACH ROW EXECUTE FUNCTION acceptance_conclusion_check();
CREATE CONSTRAINT TRIGGER acceptance_group AFTER INSERT OR UPDATE ON public.acceptance DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION acceptance_group_check();
alter table acceptance enable row level security;
alter table acceptance force row level security;
create policy scope on acceptance as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = acceptance.project_id)
 OFFSET 0))));
grant insert, select, update on acceptance to milepost_app;

create table acceptance_item (
  acceptance_id uuid not null,
  key text not null,
  project_id uuid not null,
  seq integer not null,
  title_zh text not null,
  title_en text not null,
  self_answer text not null,
  self_note text,
  finding text,
  note text,
  found_by uuid,
  found_at timestamp with time zone,
  constraint pk_acceptance_item PRIMARY KEY (acceptance_id, key),
  constraint ck_acceptance_item_finding CHECK (((finding = ANY (ARRAY['met'::text, 'partly'::text, 'not_met'::text])) AND ((finding IS NULL) = (found_by IS NULL)) AND ((finding IS NULL) = (found_at IS NULL)) AND ((finding IS NULL) OR (finding = 'met'::text) OR (length(note) > 0)))),
  constraint ck_acceptance_item_self CHECK (((self_answer = ANY (ARRAY['met'::text, 'partly'::text, 'not_met'::text])) AND ((self_answer = 'met'::text) OR (length(self_note) > 0)))),
  constraint fk_acceptance_item_acceptance_id FOREIGN KEY (acceptance_id) REFERENCES acceptance(id),
  constraint fk_acceptance_item_found_by FOREIGN KEY (acceptance_id, found_by) REFERENCES acceptance_member(acceptance_id, person_id)
);
alter table acceptance_item enable row level security;
alter table acceptance_item force row level security;
create policy scope on acceptance_item as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = acceptance_item.project_id)
 OFFSET 0))));
grant insert, select, update on acceptance_item to milepost_app;

create table acceptance_member (
  acceptance_id uuid not null,
  person_id uuid not null,
  project_id uuid not null,
  person_name text not null,
  organisation_id uuid not null,
  organisation_name text not null,
  seat integer not null,
  declaration text,
  conflict_reason text,
  declared_at timestamp with time zone,
  constraint pk_acceptance_member PRIMARY KEY (acceptance_id, person_id),
  constraint uq_acceptance_member_seat UNIQUE (acceptance_id, seat),
  constraint ck_acceptance_member_declaration CHECK (((declaration = ANY (ARRAY['none'::text, 'conflict'::text])) AND ((declaration IS NULL) = (declared_at IS NULL)) AND ((declaration IS DISTINCT FROM 'conflict'::text) OR (length(conflict_reason) > 0)))),
  constraint fk_acceptance_member_acceptance_id FOREIGN KEY (acceptance_id) REFERENCES acceptance(id),
  constraint fk_acceptance_member_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fk_acceptance_member_person_id FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX ix_acceptance_member_person_id ON public.acceptance_member USING btree (person_id);
CREATE CONSTRAINT TRIGGER acceptance_member_group AFTER INSERT OR UPDATE ON public.acceptance_member DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION acceptance_group_check();
CREATE TRIGGER acceptance_member_owner BEFORE INSERT OR UPDATE OF person_id, organisation_id ON public.acceptance_member FOR EACH ROW EXECUTE FUNCTION acceptance_member_check();
alter table acceptance_member enable row level security;
alter table acceptance_member force row level security;
create policy scope on acceptance_member as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = acceptance_member.project_id)
 OFFSET 0))));
grant insert, select, update on acceptance_member to milepost_app;

create table acceptance_vote (
  acceptance_id uuid not null,
  person_id uuid not null,
  project_id uuid not null,
  vote text not null,
  opinion text,
  cast_at timestamp with time zone not null,
  constraint pk_acceptance_vote PRIMARY KEY (acceptance_id, person_id),
  constraint ck_acceptance_vote_vote CHECK (((vote = ANY (ARRAY['pass'::text, 'rectify'::text, 'fail'::text])) AND ((vote = 'pass'::text) OR (length(opinion) > 0)))),
  constraint fk_acceptance_vote_member FOREIGN KEY (acceptance_id, person_id) REFERENCES acceptance_member(acceptance_id, person_id)
);
CREATE TRIGGER acceptance_vote_append_only BEFORE DELETE OR UPDATE ON public.acceptance_vote FOR EACH ROW EXECUTE FUNCTION acceptance_record_is_final();
CREATE TRIGGER acceptance_vote_member BEFORE INSERT ON public.acceptance_vote FOR EACH ROW EXECUTE FUNCTION acceptance_vote_check();
alter table acceptance_vote enable row level security;
alter table acceptance_vote force row level security;
create policy scope on acceptance_vote as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = acceptance_vote.project_id)
 OFFSET 0))));
grant insert, select on acceptance_vote to milepost_app;

create table allocation (
  id uuid not null,
  pool_id uuid not null,
  document_no text not null,
  issued_on date not null,
  title text not null,
  status text not null default 'draft'::text,
  filed_by uuid not null,
  filed_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  opinion text,
  version integer not null default 1,
  constraint pk_allocation PRIMARY KEY (id),
  constraint ck_allocation_status CHECK ((status = ANY (ARRAY['draft'::text, 'under_approval'::text, 'returned'::text, 'issued'::text, 'rejected'::text, 'withdrawn'::text]))),
  constraint fk_allocation_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id)
);
CREATE INDEX ix_allocation_pool_id ON public.allocation USING btree (pool_id, id);
CREATE INDEX ix_allocation_status ON public.allocation USING btree (status, id);
CREATE UNIQUE INDEX uq_allocation_document ON public.allocation USING btree (pool_id, document_no) WHERE (status <> ALL (ARRAY['rejected'::text, 'withdrawn'::text]));
CREATE TRIGGER allocation_move BEFORE INSERT OR UPDATE ON public.allocation FOR EACH ROW EXECUTE FUNCTION allocation_move();
CREATE CONSTRAINT TRIGGER allocation_posted AFTER UPDATE ON public.allocation DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.status = 'issued'::text)) EXECUTE FUNCTION funding_document_check('allocation');
alter table allocation enable row level security;
alter table allocation force row level security;
create policy scope on allocation as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM fund_pool f
  WHERE (f.id = allocation.pool_id)
 OFFSET 0)) OR (EXISTS ( SELECT 1
   FROM allocation_line l
  WHERE (l.allocation_id = allocation.id)))));
grant insert, select, update on allocation to milepost_app;

create table allocation_line (
  id uuid not null,
  allocation_id uuid not null,
  project_id uuid not null,
  pool_id uuid not null,
  source text not null,
  fund_name text not null,
  fiscal_year integer not null,
  amount_fen bigint not null,
  outside_library_reason text,
  constraint pk_allocation_line PRIMARY KEY (id),
  constraint uq_allocation_line_project UNIQUE (allocation_id, project_id),
  constraint ck_allocation_line_amount CHECK (((amount_fen >= 1) AND (amount_fen <= '100000000000000000'::bigint))),
  constraint fk_allocation_line_allocation_id FOREIGN KEY (allocation_id) REFERENCES allocation(id),
  constraint fk_allocation_line_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id),
  constraint fk_allocation_line_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_allocation_line_pool_id ON public.allocation_line USING btree (pool_id);
CREATE INDEX ix_allocation_line_project_id ON public.allocation_line USING btree (project_id, id);
CREATE TRIGGER allocation_line_check AFTER INSERT ON public.allocation_line REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION allocation_line_check();
CREATE TRIGGER allocation_line_complete BEFORE INSERT ON public.allocation_line FOR EACH ROW EXECUTE FUNCTION allocation_line_complete();
CREATE TRIGGER allocation_line_keep BEFORE DELETE OR UPDATE ON public.allocation_line FOR EACH ROW EXECUTE FUNCTION allocation_line_keep();
alter table allocation_line enable row level security;
alter table allocation_line force row level security;
create policy scope on allocation_line as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = allocation_line.project_id)
 OFFSET 0)) OR (EXISTS ( SELECT 1
   FROM fund_pool f
  WHERE (f.id = allocation_line.pool_id)
 OFFSET 0))));
grant delete, insert, select on allocation_line to milepost_app;

create table approval (
  id uuid not null,
  subject_type text not null,
  subject_id uuid not null,
  project_id uuid,
  title text not null,
  status text not null,
  round integer not null default 1,
  route_id uuid not null,
  tier text not null,
  region_code text not null,
  city_code text,
  county_code text,
  owner_organisation_id uuid,
  lead_kind text not null,
  filed_by uuid not null,
  filers uuid[] not null,
  opened_at timestamp with time zone not null,
  current_step_id uuid,
  due_on date,
  returned_step_key text,
  resume_at text,
  finished_at timestamp with time zone,
  finish_reason text,
  version integer not null default 1,
  constraint pk_approval PRIMARY KEY (id),
  constraint ck_approval_current_step CHECK (((status = 'pending'::text) = (current_step_id IS NOT NULL))),
  constraint ck_approval_due CHECK (((status = ANY (ARRAY['pending'::text, 'returned'::text])) = (due_on IS NOT NULL))),
  constraint ck_approval_filers CHECK ((filed_by = ANY (filers))),
  constraint ck_approval_finished CHECK (((status = ANY (ARRAY['pending'::text, 'returned'::text])) = (finished_at IS NULL))),
  constraint ck_approval_resume CHECK (((status = 'returned'::text) = ((resume_at IS NOT NULL) AND (returned_step_key IS NOT NULL)))),
  constraint ck_approval_resume_at CHECK ((resume_at = ANY (ARRAY['here'::text, 'start'::text]))),
  constraint ck_approval_status CHECK ((status = ANY (ARRAY['pending'::text, 'returned'::text, 'approved'::text, 'rejected'::text, 'recalled'::text, 'cancelled'::text]))),
  constraint ck_approval_subject_type CHECK ((subject_type = ANY (ARRAY['application'::text, 'withdrawal'::text, 'project_start'::text, 'milestone_plan'::text, 'milestone_completion'::text, 'progress_report'::text, 'change'::text, 'allocation'::text, 'disbursement'::text, 'acceptance'::text, 'final_accounts'::text, 'target_decomposition'::text]))),
  constraint ck_approval_tier CHECK ((tier = ANY (ARRAY['province'::text, 'city'::text, 'county'::text]))),
  constraint fk_approval_filed_by FOREIGN KEY (filed_by) REFERENCES person(id),
  constraint fk_approval_owner_organisation_id FOREIGN KEY (owner_organisation_id) REFERENCES organisation(id),
  constraint fk_approval_region_code FOREIGN KEY (region_code) REFERENCES region(code),
  constraint fk_approval_route_id FOREIGN KEY (route_id) REFERENCES approval_route(id)
);
CREATE INDEX ix_approval_correction_due ON public.approval USING btree (due_on) WHERE (status = 'returned'::text);
CREATE INDEX ix_approval_filed_by ON public.approval USING btree (filed_by, opened_at DESC, id DESC);
CREATE INDEX ix_approval_project ON public.approval USING btree (project_id, opened_at DESC, id DESC);
CREATE UNIQUE INDEX uq_approval_open ON public.approval USING btree (subject_type, subject_id) WHERE (status = ANY (ARRAY['pending'::text, 'returned'::text]));
CREATE CONSTRAINT TRIGGER approval_passed AFTER INSERT OR UPDATE ON public.approval DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.status = 'approved'::text)) EXECUTE FUNCTION approval_passed();
alter table approval enable row level security;
alter table approval force row level security;
create policy scope on approval as permissive for all to public using (scope_sees(city_code, county_code, owner_organisation_id));
grant insert, select, update on approval to milepost_app;

create table approval_cc (
  id uuid not null,
  approval_id uuid not null,
  step_id uuid not null,
  organisation_id uuid not null,
  at timestamp with time zone not null,
  by_person uuid,
  note text,
  constraint pk_approval_cc PRIMARY KEY (id),
  constraint uq_approval_cc_desk UNIQUE (step_id, organisation_id),
  constraint fk_approval_cc_approval_id FOREIGN KEY (approval_id) REFERENCES approval(id),
  constraint fk_approval_cc_by_person FOREIGN KEY (by_person) REFERENCES person(id),
  constraint fk_approval_cc_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fk_approval_cc_step_id FOREIGN KEY (step_id) REFERENCES approval_step(id)
);
CREATE INDEX ix_approval_cc_approval ON public.approval_cc USING btree (approval_id);
CREATE INDEX ix_approval_cc_organisation ON public.approval_cc USING btree (organisation_id, at DESC, id DESC);
alter table approval_cc enable row level security;
alter table approval_cc force row level security;
create policy scope on approval_cc as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM approval a
  WHERE (a.id = approval_cc.approval_id)
 OFFSET 0))));
grant insert, select on approval_cc to milepost_app;

create table approval_cc_read (
  approval_id uuid not null,
  person_id uuid not null,
  at timestamp with time zone not null,
  constraint pk_approval_cc_read PRIMARY KEY (approval_id, person_id),
  constraint fk_approval_cc_read_approval_id FOREIGN KEY (approval_id) REFERENCES approval(id),
  constraint fk_approval_cc_read_person_id FOREIGN KEY (person_id) REFERENCES person(id)
);
alter table approval_cc_read enable row level security;
alter table approval_cc_read force row level security;
create policy scope on approval_cc_read as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM approval a
  WHERE (a.id = approval_cc_read.approval_id)
 OFFSET 0))));
grant insert, select on approval_cc_read to milepost_app;
grant update (at) on approval_cc_read to milepost_app;

create table approval_decision (
  id uuid not null,
  approval_id uuid not null,
  step_id uuid not null,
  task_id uuid not null,
  round integer not null,
  act text not null,
  outcome text not null,
  opinion text,
  return_to text,
  resume_at text,
  person_id uuid not null,
  organisation_id uuid not null,
  filers uuid[] not null,
  proposed_by uuid,
  at timestamp with time zone not null,
  constraint pk_approval_decision PRIMARY KEY (id),
  constraint ck_approval_decision_act CHECK ((act = ANY (ARRAY['propose'::text, 'decide'::text]))),
  constraint ck_approval_decision_filer CHECK ((NOT (person_id = ANY (filers)))),
  constraint ck_approval_decision_opinion CHECK (((outcome = 'approve'::text) OR (COALESCE(length(btrim(opinion)), 0) > 0))),
  constraint ck_approval_decision_outcome CHECK ((outcome = ANY (ARRAY['approve'::text, 'return'::text, 'reject'::text]))),
  constraint ck_approval_decision_proposer CHECK (((act = 'propose'::text) OR (person_id IS DISTINCT FROM proposed_by))),
  constraint ck_approval_decision_resume CHECK (((resume_at IS NULL) OR (return_to = 'owner'::text))),
  constraint ck_approval_decision_return CHECK (((outcome = 'return'::text) = (return_to IS NOT NULL))),
  constraint fk_approval_decision_approval_id FOREIGN KEY (approval_id) REFERENCES approval(id),
  constraint fk_approval_decision_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fk_approval_decision_person_id FOREIGN KEY (person_id) REFERENCES person(id),
  constraint fk_approval_decision_step_id FOREIGN KEY (step_id) REFERENCES approval_step(id),
  constraint fk_approval_decision_task_id FOREIGN KEY (task_id) REFERENCES approval_task(id)
);
CREATE INDEX ix_approval_decision_approval ON public.approval_decision USING btree (approval_id, at);
CREATE INDEX ix_approval_decision_person ON public.approval_decision USING btree (person_id, at DESC, id DESC);
CREATE UNIQUE INDEX uq_approval_decision_act ON public.approval_decision USING btree (task_id, act);
CREATE UNIQUE INDEX uq_approval_decision_round ON public.approval_decision USING btree (approval_id, round, person_id) WHERE (act = 'decide'::text);
CREATE TRIGGER approval_decision_guard BEFORE INSERT ON public.approval_decision FOR EACH ROW EXECUTE FUNCTION approval_decision_guard();
CREATE TRIGGER approval_decision_is_final BEFORE DELETE OR UPDATE ON public.approval_decision FOR EACH ROW EXECUTE FUNCTION approval_decision_is_final();
CREATE TRIGGER approval_decision_is_kept BEFORE TRUNCATE ON public.approval_decision FOR EACH STATEMENT EXECUTE FUNCTION approval_decision_is_final();
alter table approval_decision enable row level security;
alter table approval_decision force row level security;
create policy scope on approval_decision as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM approval a
  WHERE (a.id = approval_decision.approval_id)
 OFFSET 0))));
grant insert, select on approval_decision to milepost_app;

create table approval_route (
  id uuid not null,
  subject_type text not null,
  version integer not null,
  definition jsonb not null,
  valid_from date not null,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  constraint pk_approval_route PRIMARY KEY (id),
  constraint uq_approval_route_version UNIQUE (subject_type, version),
  constraint ck_approval_route_subject_type CHECK ((subject_type = ANY (ARRAY['application'::text, 'withdrawal'::text, 'project_start'::text, 'milestone_plan'::text, 'milestone_completion'::text, 'progress_report'::text, 'change'::text, 'allocation'::text, 'disbursement'::text, 'acceptance'::text, 'final_accounts'::text, 'target_decomposition'::text]))),
  constraint fk_approval_route_created_by FOREIGN KEY (created_by) REFERENCES person(id)
);
grant select on approval_route to milepost_app;

create table approval_step (
  id uuid not null,
  approval_id uuid not null,
  seq integer not null,
  key text not null,
  round integer not null,
  title text not null,
  title_en text not null,
  tier text not null,
  region_code text,
  mode text not null,
  persons integer not null,
  cc boolean not null,
  limit_days integer,
  reason text not null,
  reason_en text not null,
  status text not null,
  opened_at timestamp with time zone,
  due_on date,
  finished_at timestamp with time zone,
  quorum integer,
  constraint pk_approval_step PRIMARY KEY (id),
  constraint uq_approval_step_run UNIQUE (approval_id, seq, round),
  constraint ck_approval_step_clock CHECK (((status <> 'open'::text) OR ((opened_at IS NOT NULL) AND (due_on IS NOT NULL)))),
  constraint ck_approval_step_limit CHECK ((cc OR (limit_days >= 0))),
  constraint ck_approval_step_mode CHECK ((mode = ANY (ARRAY['single'::text, 'all'::text, 'any'::text, 'quorum'::text]))),
  constraint ck_approval_step_persons CHECK ((persons = ANY (ARRAY[1, 2]))),
  constraint ck_approval_step_quorum CHECK ((((mode = 'quorum'::text) = (quorum IS NOT NULL)) AND (COALESCE(quorum, 1) >= 1))),
  constraint ck_approval_step_status CHECK ((status = ANY (ARRAY['planned'::text, 'skipped'::text, 'copied'::text, 'open'::text, 'approved'::text, 'returned'::text, 'rejected'::text, 'closed'::text, 'superseded'::text]))),
  constraint fk_approval_step_approval_id FOREIGN KEY (approval_id) REFERENCES approval(id)
);
CREATE UNIQUE INDEX uq_approval_step_open ON public.approval_step USING btree (approval_id) WHERE (status = 'open'::text);
CREATE CONSTRAINT TRIGGER approval_step_passed AFTER INSERT OR UPDATE ON public.approval_step DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.status = 'approved'::text)) EXECUTE FUNCTION approval_step_passed();
alter table approval_step enable row level security;
alter table approval_step force row level security;
create policy scope on approval_step as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM approval a
  WHERE (a.id = approval_step.approval_id)
 OFFSET 0))));
grant insert, select, update on approval_step to milepost_app;

create table approval_task (
  id uuid not null,
  approval_id uuid not null,
  step_id uuid not null,
  organisation_id uuid not null,
  kind text not null,
  persons integer not null,
  status text not null,
  proposed_by uuid,
  decided_by uuid,
  opened_at timestamp with time zone,
  due_on date,
  finished_at timestamp with time zone,
  constraint pk_approval_task PRIMARY KEY (id),
  constraint uq_approval_task_desk UNIQUE (step_id, organisation_id),
  constraint ck_approval_task_clock CHECK (((status <> ALL (ARRAY['open'::text, 'proposed'::text])) OR ((opened_at IS NOT NULL) AND (due_on IS NOT NULL)))),
  constraint ck_approval_task_decided CHECK (((status = ANY (ARRAY['approved'::text, 'returned'::text, 'rejected'::text])) = (decided_by IS NOT NULL))),
  constraint ck_approval_task_proposed CHECK (((persons = 1) OR (status <> ALL (ARRAY['proposed'::text, 'approved'::text, 'returned'::text, 'rejected'::text])) OR (proposed_by IS NOT NULL))),
  constraint ck_approval_task_status CHECK ((status = ANY (ARRAY['waiting'::text, 'open'::text, 'proposed'::text, 'approved'::text, 'returned'::text, 'rejected'::text, 'closed'::text]))),
  constraint ck_approval_task_two_persons CHECK ((proposed_by <> decided_by)),
  constraint fk_approval_task_approval_id FOREIGN KEY (approval_id) REFERENCES approval(id),
  constraint fk_approval_task_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fk_approval_task_step_id FOREIGN KEY (step_id) REFERENCES approval_step(id)
);
CREATE INDEX ix_approval_task_approval ON public.approval_task USING btree (approval_id);
CREATE INDEX ix_approval_task_due ON public.approval_task USING btree (due_on) WHERE (status = ANY (ARRAY['open'::text, 'proposed'::text]));
CREATE INDEX ix_approval_task_todo ON public.approval_task USING btree (organisation_id, due_on, id) WHERE (status = ANY (ARRAY['open'::text, 'proposed'::text]));
CREATE TRIGGER approval_task_guard BEFORE UPDATE ON public.approval_task FOR EACH ROW EXECUTE FUNCTION approval_task_guard();
CREATE TRIGGER approval_task_is_new BEFORE INSERT ON public.approval_task FOR EACH ROW WHEN (((new.status <> 'waiting'::text) OR (new.proposed_by IS NOT NULL) OR (new.decided_by IS NOT NULL))) EXECUTE FUNCTION approval_decision_is_final();
alter table approval_task enable row level security;
alter table approval_task force row level security;
create policy scope on approval_task as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM approval a
  WHERE (a.id = approval_task.approval_id)
 OFFSET 0))));
grant insert, select, update on approval_task to milepost_app;

create table approval_urge (
  id uuid not null,
  approval_id uuid not null,
  step_id uuid not null,
  on_day date not null,
  person_id uuid not null,
  organisation_id uuid not null,
  note text,
  at timestamp with time zone not null,
  constraint pk_approval_urge PRIMARY KEY (id),
  constraint uq_approval_urge_day UNIQUE (step_id, on_day),
  constraint fk_approval_urge_approval_id FOREIGN KEY (approval_id) REFERENCES approval(id),
  constraint fk_approval_urge_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fk_approval_urge_person_id FOREIGN KEY (person_id) REFERENCES person(id),
  constraint fk_approval_urge_step_id FOREIGN KEY (step_id) REFERENCES approval_step(id)
);
CREATE INDEX ix_approval_urge_approval ON public.approval_urge USING btree (approval_id);
alter table approval_urge enable row level security;
alter table approval_urge force row level security;
create policy scope on approval_urge as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM approval a
  WHERE (a.id = approval_urge.approval_id)
 OFFSET 0))));
grant insert, select on approval_urge to milepost_app;

create table audit_entry (
  subject_type text not null,
  subject_id uuid not null,
  seq integer not null,
  project_id uuid,
  at timestamp with time zone not null,
  person_id uuid not null,
  person_name text not null,
  organisation_id uuid not null,
  action text not null,
  before jsonb,
  after jsonb,
  reason text,
  request_id text not null,
  prev_hash bytea not null,
  hash bytea not null,
  constraint pk_audit_entry PRIMARY KEY (subject_type, subject_id, seq)
);
CREATE INDEX ix_audit_entry_at ON public.audit_entry USING btree (at DESC);
CREATE INDEX ix_audit_entry_project ON public.audit_entry USING btree (project_id, at DESC) WHERE (project_id IS NOT NULL);
CREATE TRIGGER audit_entry_append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
alter table audit_entry enable row level security;
create policy scope on audit_entry as permissive for select to public using ((scope_is_system() OR (split_part(current_setting('app.scope'::text, true), ':'::text, 1) = 'province'::text) OR ((project_id IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = audit_entry.project_id)
 OFFSET 0)))));
grant select on audit_entry to milepost_app;

create table audit_head (
  subject_type text not null,
  subject_id uuid not null,
  seq integer not null,
  hash bytea not null,
  constraint pk_audit_head PRIMARY KEY (subject_type, subject_id)
);
grant select on audit_head to milepost_app;

create table baseline (
  id uuid not null,
  project_id uuid not null,
  number integer not null,
  status text not null,
  change_id uuid,
  note text,
  filed_by uuid,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  approved_at timestamp with time zone,
  version integer not null default 1,
  constraint pk_baseline PRIMARY KEY (id),
  constraint uq_baseline_number UNIQUE (project_id, number),
  constraint ck_baseline_approved CHECK (((approved_at IS NOT NULL) = (status = ANY (ARRAY['approved'::text, 'superseded'::text])))),
  constraint ck_baseline_status CHECK ((status = ANY (ARRAY['draft'::text, 'under_approval'::text, 'approved'::text, 'superseded'::text]))),
  constraint fk_baseline_created_by FOREIGN KEY (created_by) REFERENCES person(id),
  constraint fk_baseline_project FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE UNIQUE INDEX uq_baseline_in_force ON public.baseline USING btree (project_id) WHERE (status = 'approved'::text);
CREATE UNIQUE INDEX uq_baseline_in_preparation ON public.baseline USING btree (project_id) WHERE (status = ANY (ARRAY['draft'::text, 'under_approval'::text]));
CREATE CONSTRAINT TRIGGER baseline_weights AFTER INSERT OR UPDATE ON public.baseline DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION baseline_weights_check();
alter table baseline enable row level security;
alter table baseline force row level security;
create policy scope on baseline as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = baseline.project_id)
 OFFSET 0))));
grant insert, select, update on baseline to milepost_app;

create table baseline_item (
  baseline_id uuid not null,
  milestone_id uuid not null,
  project_id uuid not null,
  seq integer not null,
  name text not null,
  planned_start date not null,
  planned_finish date not null,
  weight_bp integer not null,
  deliverables text not null default ''::text,
  evidence_kinds text[] not null default '{}'::text[],
  constraint pk_baseline_item PRIMARY KEY (baseline_id, milestone_id),
  constraint uq_baseline_item_seq UNIQUE (baseline_id, seq),
  constraint ck_baseline_item_dates CHECK ((planned_finish >= planned_start)),
  constraint ck_baseline_item_weight CHECK (((weight_bp >= 1) AND (weight_bp <= 10000))),
  constraint fk_baseline_item_baseline FOREIGN KEY (baseline_id) REFERENCES baseline(id) ON DELETE CASCADE
);
CREATE CONSTRAINT TRIGGER baseline_item_weights AFTER INSERT OR DELETE OR UPDATE ON public.baseline_item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION baseline_weights_check();
alter table baseline_item enable row level security;
alter table baseline_item force row level security;
create policy scope on baseline_item as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = baseline_item.project_id)
 OFFSET 0))));
grant delete, insert, select, update on baseline_item to milepost_app;

create table category (
  plan_code text not null,
  code text not null,
  slug text not null,
  name_zh text not null,
  name_en text not null,
  lead_kind text not null,
  co_sign_kinds text[] not null default '{}'::text[],
  constraint pk_category PRIMARY KEY (plan_code, code),
  constraint ck_category_co_sign_kinds CHECK ((lead_kind <> ALL (co_sign_kinds))),
  constraint ck_category_lead_kind CHECK ((lead_kind = ANY (ARRAY['ecology'::text, 'finance'::text, 'development_reform'::text, 'industry'::text, 'housing'::text, 'transport'::text, 'water'::text, 'agriculture'::text, 'forestry'::text, 'natural_resources'::text, 'emergency'::text, 'health'::text, 'culture_tourism'::text, 'commerce'::text, 'science'::text]))),
  constraint fk_category_plan_code FOREIGN KEY (plan_code) REFERENCES plan(code)
);
grant select on category to milepost_app;

create table change_request (
  id uuid not null,
  project_id uuid not null,
  kind text not null,
  reason text not null,
  payload jsonb not null default '{}'::jsonb,
  before jsonb not null,
  after jsonb not null,
  status text not null default 'under_review'::text,
  filed_by uuid not null,
  filed_organisation_id uuid not null,
  filed_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  opinion text,
  version integer not null default 1,
  constraint pk_change_request PRIMARY KEY (id),
  constraint ck_change_request_kind CHECK ((kind = ANY (ARRAY['schedule'::text, 'suspend'::text, 'resume'::text, 'terminate'::text]))),
  constraint ck_change_request_status CHECK ((status = ANY (ARRAY['under_review'::text, 'returned'::text, 'approved'::text, 'rejected'::text, 'withdrawn'::text]))),
  constraint fk_change_request_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_change_request_project_id ON public.change_request USING btree (project_id, filed_at, id);
CREATE UNIQUE INDEX uq_change_request_open ON public.change_request USING btree (project_id) WHERE (status = ANY (ARRAY['under_review'::text, 'returned'::text]));
alter table change_request enable row level security;
alter table change_request force row level security;
create policy scope on change_request as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = change_request.project_id)
 OFFSET 0))));
grant insert, select, update on change_request to milepost_app;

create table close_confirmation (
  project_id uuid not null,
  side text not null,
  person_id uuid not null,
  organisation_id uuid not null,
  comment text,
  confirmed_at timestamp with time zone not null,
  constraint pk_close_confirmation PRIMARY KEY (project_id, side),
  constraint uq_close_confirmation_person UNIQUE (project_id, person_id),
  constraint ck_close_confirmation_side CHECK ((side = ANY (ARRAY['finance'::text, 'lead'::text]))),
  constraint fk_close_confirmation_person_id FOREIGN KEY (person_id) REFERENCES person(id),
  constraint fk_close_confirmation_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE TRIGGER close_confirmation_append_only BEFORE DELETE OR UPDATE ON public.close_confirmation FOR EACH ROW EXECUTE FUNCTION acceptance_record_is_final();
alter table close_confirmation enable row level security;
alter table close_confirmation force row level security;
create policy scope on close_confirmation as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = close_confirmation.project_id)
 OFFSET 0))));
grant insert, select on close_confirmation to milepost_app;

create table contract (
  id uuid not null,
  project_id uuid not null,
  number text not null,
  title text not null,
  party text not null,
  amount_fen bigint not null,
  settled_fen bigint not null default 0,
  retention_bp integer not null default 300,
  signed_on date not null,
  file_ids uuid[] not null default '{}'::uuid[],
  created_by uuid not null,
  created_at timestamp with time zone not null,
  version integer not null default 1,
  constraint pk_contract PRIMARY KEY (id),
  constraint uq_contract_number UNIQUE (project_id, number),
  constraint ck_contract_amount CHECK (((amount_fen >= 1) AND (amount_fen <= '100000000000000000'::bigint))),
  constraint ck_contract_retention CHECK ((retention_bp = 300)),
  constraint ck_contract_settled CHECK (((settled_fen >= 0) AND (settled_fen <= amount_fen))),
  constraint fk_contract_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE TRIGGER contract_keeps_paid AFTER UPDATE ON public.contract FOR EACH ROW WHEN (((new.settled_fen < old.settled_fen) OR (new.project_id <> old.project_id))) EXECUTE FUNCTION contract_keep();
alter table contract enable row level security;
alter table contract force row level security;
create policy scope on contract as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = contract.project_id)
 OFFSET 0))));
grant insert, select, update on contract to milepost_app;

create table credential (
  person_id uuid not null,
  password_hash text not null,
  changed_at timestamp with time zone not null,
  constraint pk_credential PRIMARY KEY (person_id),
  constraint fk_credential_person_id FOREIGN KEY (person_id) REFERENCES person(id)
);
alter table credential enable row level security;
alter table credential force row level security;
create policy scope on credential as permissive for all to public using (scope_is_system());
grant insert, select, update on credential to milepost_app;

create table deadline (
  plan_code text not null,
  code text not null,
  text_ref text not null,
  subject_zh text not null,
  subject_en text not null,
  metric text not null,
  value numeric,
  value_text text,
  value_max numeric,
  unit text not null,
  unit_en text not null,
  comparator text not null,
  due_year integer,
  due_month integer,
  implied_due_year integer,
  kind text not null,
  scope text not null,
  work_code text,
  indicator_no integer,
  region_codes text[] not null default '{}'::text[],
  excluded_region_codes text[] not null default '{}'::text[],
  alternative text,
  derived boolean not null,
  note text,
  constraint pk_deadline PRIMARY KEY (plan_code, code),
  constraint ck_deadline_due_month CHECK (((due_month >= 1) AND (due_month <= 12))),
  constraint ck_deadline_kind CHECK ((kind = ANY (ARRAY['dated'::text, 'before'::text, 'vision'::text, 'undated'::text, 'standing'::text, 'effective-from'::text]))),
  constraint fk_deadline_indicator_no FOREIGN KEY (plan_code, indicator_no) REFERENCES indicator(plan_code, no),
  constraint fk_deadline_plan_code FOREIGN KEY (plan_code) REFERENCES plan(code),
  constraint fk_deadline_work_code FOREIGN KEY (plan_code, work_code) REFERENCES work(plan_code, code)
);
CREATE INDEX ix_deadline_work_code ON public.deadline USING btree (plan_code, work_code);
grant select on deadline to milepost_app;

create table disbursement (
  id uuid not null,
  project_id uuid not null,
  line_id uuid not null,
  pool_id uuid not null,
  source text not null,
  contract_id uuid not null,
  amount_fen bigint not null,
  payee_name text not null,
  invoice_no text not null,
  purpose text not null,
  milestone_ids uuid[] not null,
  file_ids uuid[] not null,
  status text not null default 'requested'::text,
  requested_by uuid not null,
  requested_at timestamp with time zone not null,
  confirmed_by uuid,
  confirmed_at timestamp with time zone,
  prepared_by uuid,
  prepared_at timestamp with time zone,
  released_by uuid,
  released_at timestamp with time zone,
  voucher_no text,
  paid_on date,
  opinion text,
  reversal_requested_by uuid,
  reversal_reason text,
  reversed_by uuid,
  reversed_at timestamp with time zone,
  version integer not null default 1,
  constraint pk_disbursement PRIMARY KEY (id),
  constraint ck_disbursement_amount CHECK (((amount_fen >= 1) AND (amount_fen <= '100000000000000000'::bigint))),
  constraint ck_disbursement_confirmed_by CHECK ((confirmed_by <> requested_by)),
  constraint ck_disbursement_evidence CHECK (((cardinality(milestone_ids) > 0) AND (cardinality(file_ids) > 0))),
  constraint ck_disbursement_maker_checker CHECK (((released_by <> prepared_by) AND (released_by <> requested_by))),
  constraint ck_disbursement_paid CHECK (((status <> ALL (ARRAY['paid'::text, 'reversing'::text, 'reversed'::text])) OR ((confirmed_by IS NOT NULL) AND (prepared_by IS NOT NULL) AND (released_by IS NOT NULL) AND (released_at IS NOT NULL) AND (voucher_no IS NOT NULL) AND (paid_on IS NOT NULL)))),
  constraint ck_disbursement_reversal_checker CHECK ((reversed_by <> reversal_requested_by)),
  constraint ck_disbursement_reversed CHECK ((((status <> ALL (ARRAY['reversing'::text, 'reversed'::text])) OR ((reversal_requested_by IS NOT NULL) AND (reversal_reason IS NOT NULL))) AND ((status <> 'reversed'::text) OR ((reversed_by IS NOT NULL) AND (reversed_at IS NOT NULL))))),
  constraint ck_disbursement_status CHECK ((status = ANY (ARRAY['requested'::text, 'progress_confirmed'::text, 'prepared'::text, 'returned'::text, 'paid'::text, 'reversing'::text, 'reversed'::text, 'refused'::text, 'withdrawn'::text]))),
  constraint fk_disbursement_contract_id FOREIGN KEY (contract_id) REFERENCES contract(id),
  constraint fk_disbursement_line_id FOREIGN KEY (line_id) REFERENCES allocation_line(id),
  constraint fk_disbursement_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id),
  constraint fk_disbursement_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_disbursement_contract_id ON public.disbursement USING btree (contract_id, status);
CREATE INDEX ix_disbursement_line_id ON public.disbursement USING btree (line_id);
CREATE INDEX ix_disbursement_project_id ON public.disbursement USING btree (project_id, id);
CREATE UNIQUE INDEX uq_disbursement_voucher ON public.disbursement USING btree (pool_id, voucher_no);
CREATE TRIGGER disbursement_move BEFORE INSERT OR UPDATE ON public.disbursement FOR EACH ROW EXECUTE FUNCTION disbursement_move();
CREATE TRIGGER disbursement_pay AFTER UPDATE ON public.disbursement FOR EACH ROW WHEN (((new.status = 'paid'::text) AND (old.status <> ALL (ARRAY['paid'::text, 'reversing'::text])))) EXECUTE FUNCTION disbursement_pay();
CREATE TRIGGER disbursement_pay_new AFTER INSERT ON public.disbursement FOR EACH ROW WHEN ((new.status = ANY (ARRAY['paid'::text, 'reversing'::text]))) EXECUTE FUNCTION disbursement_pay();
CREATE CONSTRAINT TRIGGER disbursement_posted AFTER INSERT OR UPDATE ON public.disbursement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.status = ANY (ARRAY['paid'::text, 'reversing'::text, 'reversed'::text]))) EXECUTE FUNCTION funding_document_check('disbursement');
CREATE CONSTRAINT TRIGGER disbursement_reversed AFTER INSERT OR UPDATE ON public.disbursement DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((new.status = 'reversed'::text)) EXECUTE FUNCTION disbursement_reversed_check();
alter table disbursement enable row level security;
alter table disbursement force row level security;
create policy scope on disbursement as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = disbursement.project_id)
 OFFSET 0))));
grant insert, select, update on disbursement to milepost_app;

create table evaluation (
  id uuid not null,
  project_id uuid not null,
  level text not null,
  output_score integer not null,
  benefit_score integer not null,
  management_score integer not null,
  satisfaction_score integer not null,
  total integer not null,
  grade text not null,
  comment text not null,
  organisation_id uuid not null,
  filed_by uuid not null,
  filed_at timestamp with time zone not null,
  constraint pk_evaluation PRIMARY KEY (id),
  constraint uq_evaluation_level UNIQUE (project_id, level),
  constraint uq_evaluation_person UNIQUE (project_id, filed_by),
  constraint ck_evaluation_grade CHECK ((grade = ANY (ARRAY['excellent'::text, 'good'::text, 'fair'::text, 'poor'::text]))),
  constraint ck_evaluation_level CHECK ((level = ANY (ARRAY['self'::text, 'department'::text, 'finance'::text]))),
  constraint ck_evaluation_scores CHECK ((((output_score >= 0) AND (output_score <= 50)) AND ((benefit_score >= 0) AND (benefit_score <= 30)) AND ((management_score >= 0) AND (management_score <= 10)) AND ((satisfaction_score >= 0) AND (satisfaction_score <= 10)) AND (total = (((output_score + benefit_score) + management_score) + satisfaction_score)))),
  constraint fk_evaluation_filed_by FOREIGN KEY (filed_by) REFERENCES person(id),
  constraint fk_evaluation_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE TRIGGER evaluation_append_only BEFORE DELETE OR UPDATE ON public.evaluation FOR EACH ROW EXECUTE FUNCTION acceptance_record_is_final();
alter table evaluation enable row level security;
alter table evaluation force row level security;
create policy scope on evaluation as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = evaluation.project_id)
 OFFSET 0))));
grant insert, select on evaluation to milepost_app;

create table file (
  id uuid not null,
  project_id uuid not null,
  kind text not null,
  name text not null,
  media_type text not null,
  size_bytes integer not null,
  sha256 text not null,
  uploaded_by uuid not null,
  uploaded_at timestamp with time zone not null,
  constraint pk_file PRIMARY KEY (id),
  constraint ck_file_sha256 CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint ck_file_size CHECK ((size_bytes > 0)),
  constraint fk_file_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_file_project_id ON public.file USING btree (project_id, kind);
CREATE INDEX ix_file_sha256 ON public.file USING btree (sha256);
alter table file enable row level security;
alter table file force row level security;
create policy scope on file as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = file.project_id)
 OFFSET 0))));
grant delete, insert, select on file to milepost_app;

create table final_accounts (
  id uuid not null,
  project_id uuid not null,
  status text not null default 'draft'::text,
  note text,
  file_ids uuid[] not null,
  total_fen bigint not null,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  filed_by uuid,
  filed_at timestamp with time zone,
  approved_at timestamp with time zone,
  opinion text,
  version integer not null default 1,
  constraint pk_final_accounts PRIMARY KEY (id),
  constraint uq_final_accounts_project UNIQUE (project_id),
  constraint ck_final_accounts_approved CHECK (((status = 'approved'::text) = (approved_at IS NOT NULL))),
  constraint ck_final_accounts_filed CHECK (((status = 'draft'::text) OR ((filed_by IS NOT NULL) AND (cardinality(file_ids) > 0)))),
  constraint ck_final_accounts_status CHECK ((status = ANY (ARRAY['draft'::text, 'under_review'::text, 'returned'::text, 'approved'::text]))),
  constraint ck_final_accounts_total CHECK (((total_fen >= 1) AND (total_fen <= '100000000000000000'::bigint))),
  constraint fk_final_accounts_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table final_accounts enable row level security;
alter table final_accounts force row level security;
create policy scope on final_accounts as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = final_accounts.project_id)
 OFFSET 0))));
grant insert, select, update on final_accounts to milepost_app;

create table final_accounts_line (
  final_accounts_id uuid not null,
  kind text not null,
  project_id uuid not null,
  amount_fen bigint not null,
  constraint pk_final_accounts_line PRIMARY KEY (final_accounts_id, kind),
  constraint ck_final_accounts_line_amount CHECK (((amount_fen >= 1) AND (amount_fen <= '100000000000000000'::bigint))),
  constraint ck_final_accounts_line_kind CHECK ((kind = ANY (ARRAY['construction'::text, 'equipment'::text, 'deferred'::text, 'other'::text]))),
  constraint fk_final_accounts_line_final_accounts_id FOREIGN KEY (final_accounts_id) REFERENCES final_accounts(id)
);
alter table final_accounts_line enable row level security;
alter table final_accounts_line force row level security;
create policy scope on final_accounts_line as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = final_accounts_line.project_id)
 OFFSET 0))));
grant delete, insert, select on final_accounts_line to milepost_app;

create table fund_pool (
  id uuid not null,
  fiscal_year integer not null,
  source text not null,
  fund_name text not null,
  tier text not null,
  region_code text not null,
  city_code text,
  county_code text,
  document_no text not null,
  received_on date not null,
  total_fen bigint not null,
  note text,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  constraint pk_fund_pool PRIMARY KEY (id),
  constraint uq_fund_pool_document UNIQUE (region_code, document_no, source, fund_name),
  constraint ck_fund_pool_source CHECK ((source = ANY (ARRAY['central'::text, 'province'::text, 'city'::text, 'county'::text, 'special_bond'::text]))),
  constraint ck_fund_pool_tier CHECK ((tier = ANY (ARRAY['province'::text, 'city'::text, 'county'::text]))),
  constraint ck_fund_pool_total CHECK (((total_fen >= 1) AND (total_fen <= '100000000000000000'::bigint))),
  constraint ck_fund_pool_year CHECK (((fiscal_year >= 2000) AND (fiscal_year <= 2100))),
  constraint fk_fund_pool_region_code FOREIGN KEY (region_code) REFERENCES region(code)
);
CREATE INDEX ix_fund_pool_city ON public.fund_pool USING btree (city_code, id);
CREATE INDEX ix_fund_pool_county ON public.fund_pool USING btree (county_code, id);
CREATE INDEX ix_fund_pool_pass_down ON public.fund_pool USING btree (received_on) WHERE ((source = 'central'::text) AND (tier = 'province'::text));
CREATE INDEX ix_fund_pool_year ON public.fund_pool USING btree (fiscal_year, source, id);
CREATE TRIGGER fund_pool_append_only BEFORE DELETE ON public.fund_pool FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER fund_pool_frozen BEFORE UPDATE ON public.fund_pool FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER fund_pool_no_truncate BEFORE TRUNCATE ON public.fund_pool FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER fund_pool_opens_ledger AFTER INSERT ON public.fund_pool FOR EACH ROW EXECUTE FUNCTION ledger_open_pool();
CREATE CONSTRAINT TRIGGER fund_pool_posted AFTER INSERT ON public.fund_pool DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_document_check('pool_receipt');
alter table fund_pool enable row level security;
alter table fund_pool force row level security;
create policy scope on fund_pool as permissive for all to public using ((scope_is_system() OR scope_sees(city_code, county_code, NULL::uuid)));
grant insert, select on fund_pool to milepost_app;

create table fund_return (
  id uuid not null,
  project_id uuid not null,
  pool_id uuid not null,
  amount_fen bigint not null,
  cause text not null,
  document_no text,
  reason text not null,
  returned_on date not null,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  constraint pk_fund_return PRIMARY KEY (id),
  constraint ck_fund_return_amount CHECK (((amount_fen >= 1) AND (amount_fen <= '100000000000000000'::bigint))),
  constraint ck_fund_return_cause CHECK (((cause = ANY (ARRAY['document'::text, 'close'::text])) AND ((cause = 'close'::text) OR (document_no IS NOT NULL)))),
  constraint fk_fund_return_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id),
  constraint fk_fund_return_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_fund_return_pool_id ON public.fund_return USING btree (pool_id);
CREATE INDEX ix_fund_return_project_id ON public.fund_return USING btree (project_id, id);
CREATE TRIGGER fund_return_append_only BEFORE DELETE OR UPDATE ON public.fund_return FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER fund_return_no_truncate BEFORE TRUNCATE ON public.fund_return FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE CONSTRAINT TRIGGER fund_return_posted AFTER INSERT ON public.fund_return DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION funding_document_check('fund_return');
alter table fund_return enable row level security;
alter table fund_return force row level security;
create policy scope on fund_return as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = fund_return.project_id)
 OFFSET 0)) OR (EXISTS ( SELECT 1
   FROM fund_pool f
  WHERE (f.id = fund_return.pool_id)
 OFFSET 0))));
grant insert, select on fund_return to milepost_app;

create table holiday (
  date date not null,
  year integer not null,
  kind text not null,
  name text not null,
  constraint pk_holiday PRIMARY KEY (date),
  constraint ck_holiday_kind CHECK ((kind = ANY (ARRAY['holiday'::text, 'workday'::text]))),
  constraint ck_holiday_name CHECK ((name <> ''::text)),
  constraint ck_holiday_year CHECK ((EXTRACT(year FROM date) = (year)::numeric)),
  constraint fk_holiday_year FOREIGN KEY (year) REFERENCES holiday_year(year) ON DELETE CASCADE
);
CREATE INDEX ix_holiday_year ON public.holiday USING btree (year);
CREATE TRIGGER holiday_renumbers AFTER INSERT OR DELETE OR UPDATE ON public.holiday FOR EACH STATEMENT EXECUTE FUNCTION work_day_renumber();
grant delete, insert, select on holiday to milepost_app;

create table holiday_year (
  year integer not null,
  source text not null,
  changed_at timestamp with time zone not null,
  constraint pk_holiday_year PRIMARY KEY (year),
  constraint ck_holiday_year_range CHECK (((year >= 2000) AND (year <= 2199)))
);
CREATE TRIGGER holiday_year_renumbers AFTER INSERT OR DELETE OR UPDATE ON public.holiday_year FOR EACH STATEMENT EXECUTE FUNCTION work_day_renumber();
grant insert, select, update on holiday_year to milepost_app;

create table idempotency_key (
  person_id uuid not null,
  key text not null,
  request_hash text not null,
  response json,
  created_at timestamp with time zone not null,
  constraint pk_idempotency_key PRIMARY KEY (person_id, key),
  constraint ck_idempotency_key_length CHECK (((length(key) >= 1) AND (length(key) <= 128)))
);
CREATE INDEX ix_idempotency_key_created_at ON public.idempotency_key USING btree (created_at);
grant delete, insert, select, update on idempotency_key to milepost_app;

create table indicator (
  plan_code text not null,
  no integer not null,
  group_zh text not null,
  group_en text not null,
  name_zh text not null,
  name_en text not null,
  unit text,
  unit_en text,
  baseline_value numeric,
  baseline_text text,
  target_value numeric,
  target_text text not null,
  nature text not null,
  direction text not null,
  comparator text not null,
  cumulative boolean not null,
  qualitative boolean not null,
  five_year_reduction boolean not null,
  cap boolean not null,
  decomposable boolean not null,
  decomposable_basis text not null,
  decomposable_reason text not null,
  note text,
  constraint pk_indicator PRIMARY KEY (plan_code, no),
  constraint ck_indicator_comparator CHECK ((comparator = ANY (ARRAY['>='::text, '<='::text, '<'::text, 'qualitative'::text]))),
  constraint ck_indicator_direction CHECK ((direction = ANY (ARRAY['up'::text, 'down'::text, 'keep'::text]))),
  constraint ck_indicator_nature CHECK ((nature = ANY (ARRAY['binding'::text, 'anticipatory'::text]))),
  constraint fk_indicator_plan_code FOREIGN KEY (plan_code) REFERENCES plan(code)
);
grant select on indicator to milepost_app;

create table ledger_account (
  id uuid not null,
  pool_id uuid not null,
  project_id uuid,
  kind text not null,
  source text not null,
  fiscal_year integer not null,
  balance_fen bigint not null default 0,
  constraint pk_ledger_account PRIMARY KEY (id),
  constraint ck_ledger_account_balance CHECK (((balance_fen >= 0) OR (kind = 'pool_source'::text))),
  constraint ck_ledger_account_kind CHECK ((kind = ANY (ARRAY['pool_source'::text, 'pool_free'::text, 'project_unpaid'::text, 'project_paid'::text]))),
  constraint ck_ledger_account_project CHECK (((project_id IS NOT NULL) = (kind = ANY (ARRAY['project_unpaid'::text, 'project_paid'::text])))),
  constraint fk_ledger_account_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id),
  constraint fk_ledger_account_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_ledger_account_idle ON public.ledger_account USING btree (fiscal_year) WHERE (kind = 'project_unpaid'::text);
CREATE INDEX ix_ledger_account_pool_id ON public.ledger_account USING btree (pool_id);
CREATE UNIQUE INDEX uq_ledger_account_pool ON public.ledger_account USING btree (pool_id, kind) WHERE (project_id IS NULL);
CREATE UNIQUE INDEX uq_ledger_account_project ON public.ledger_account USING btree (project_id, pool_id, kind) WHERE (project_id IS NOT NULL);
CREATE TRIGGER ledger_account_append_only BEFORE DELETE ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_account_moving BEFORE UPDATE ON public.ledger_account FOR EACH ROW EXECUTE FUNCTION ledger_only_by_posting();
CREATE TRIGGER ledger_account_no_truncate BEFORE TRUNCATE ON public.ledger_account FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
alter table ledger_account enable row level security;
alter table ledger_account force row level security;
create policy move on ledger_account as permissive for update to public using (scope_is_system());
create policy open_account on ledger_account as permissive for insert to public with check (scope_is_system());
create policy scope on ledger_account as permissive for select to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM fund_pool f
  WHERE (f.id = ledger_account.pool_id)
 OFFSET 0)) OR ((project_id IS NOT NULL) AND (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = ledger_account.project_id)
 OFFSET 0)))));
grant select on ledger_account to milepost_app;

create table ledger_chain (
  pool_id uuid not null,
  seq integer not null default 0,
  hash text not null,
  constraint pk_ledger_chain PRIMARY KEY (pool_id),
  constraint fk_ledger_chain_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id)
);
CREATE TRIGGER ledger_chain_append_only BEFORE DELETE ON public.ledger_chain FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_chain_moving BEFORE UPDATE ON public.ledger_chain FOR EACH ROW EXECUTE FUNCTION ledger_only_by_posting();
CREATE TRIGGER ledger_chain_no_truncate BEFORE TRUNCATE ON public.ledger_chain FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
alter table ledger_chain enable row level security;
alter table ledger_chain force row level security;
create policy move on ledger_chain as permissive for update to public using (scope_is_system());
create policy open_chain on ledger_chain as permissive for insert to public with check (scope_is_system());
create policy scope on ledger_chain as permissive for select to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM fund_pool f
  WHERE (f.id = ledger_chain.pool_id)
 OFFSET 0))));
grant select on ledger_chain to milepost_app;

create table ledger_entry (
  id uuid not null,
  pool_id uuid not null,
  cause_type text not null,
  cause_id uuid not null,
  idempotency_key text not null,
  reversal_of uuid,
  occurred_on date not null,
  at timestamp with time zone not null,
  person_id uuid not null,
  note text,
  seq integer,
  prev_hash text,
  hash text,
  constraint pk_ledger_entry PRIMARY KEY (id),
  constraint uq_ledger_entry_cause UNIQUE (cause_type, cause_id),
  constraint uq_ledger_entry_idempotency_key UNIQUE (idempotency_key),
  constraint uq_ledger_entry_seq UNIQUE (pool_id, seq),
  constraint ck_ledger_entry_cause_type CHECK ((cause_type = ANY (ARRAY['pool_receipt'::text, 'allocation'::text, 'disbursement'::text, 'fund_return'::text, 'reversal'::text]))),
  constraint ck_ledger_entry_reversal CHECK ((((cause_type = 'reversal'::text) = (reversal_of IS NOT NULL)) AND ((reversal_of IS NULL) OR (reversal_of = cause_id)))),
  constraint ck_ledger_entry_sealed CHECK ((num_nulls(seq, prev_hash, hash) = ANY (ARRAY[0, 3]))),
  constraint fk_ledger_entry_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id),
  constraint fk_ledger_entry_reversal_of FOREIGN KEY (reversal_of) REFERENCES ledger_entry(id)
);
CREATE TRIGGER ledger_entry_append_only BEFORE DELETE ON public.ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE CONSTRAINT TRIGGER ledger_entry_check AFTER INSERT ON public.ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_check();
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON public.ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_entry_sealing BEFORE UPDATE ON public.ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_only_by_posting();
CREATE TRIGGER ledger_entry_unsealed BEFORE INSERT ON public.ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_unsealed();
alter table ledger_entry enable row level security;
alter table ledger_entry force row level security;
create policy append on ledger_entry as permissive for insert to public with check (true);
create policy scope on ledger_entry as permissive for select to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM fund_pool f
  WHERE (f.id = ledger_entry.pool_id)
 OFFSET 0)) OR (EXISTS ( SELECT 1
   FROM ledger_posting p
  WHERE (p.entry_id = ledger_entry.id)))));
create policy seal on ledger_entry as permissive for update to public using (scope_is_system());
grant insert, select on ledger_entry to milepost_app;

create table ledger_posting (
  entry_id uuid not null,
  line integer not null,
  from_account_id uuid not null,
  to_account_id uuid not null,
  project_id uuid,
  amount_fen bigint not null,
  constraint pk_ledger_posting PRIMARY KEY (entry_id, line),
  constraint ck_ledger_posting_accounts CHECK ((from_account_id <> to_account_id)),
  constraint ck_ledger_posting_amount CHECK ((amount_fen > 0)),
  constraint fk_ledger_posting_entry_id FOREIGN KEY (entry_id) REFERENCES ledger_entry(id),
  constraint fk_ledger_posting_from_account_id FOREIGN KEY (from_account_id) REFERENCES ledger_account(id),
  constraint fk_ledger_posting_project_id FOREIGN KEY (project_id) REFERENCES project(id),
  constraint fk_ledger_posting_to_account_id FOREIGN KEY (to_account_id) REFERENCES ledger_account(id)
);
CREATE INDEX ix_ledger_posting_from ON public.ledger_posting USING btree (from_account_id);
CREATE INDEX ix_ledger_posting_project ON public.ledger_posting USING btree (project_id, entry_id, line);
CREATE INDEX ix_ledger_posting_to ON public.ledger_posting USING btree (to_account_id);
CREATE TRIGGER ledger_posting_append_only BEFORE DELETE OR UPDATE ON public.ledger_posting FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
CREATE TRIGGER ledger_posting_apply AFTER INSERT ON public.ledger_posting REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply();
CREATE TRIGGER ledger_posting_no_truncate BEFORE TRUNCATE ON public.ledger_posting FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
alter table ledger_posting enable row level security;
alter table ledger_posting force row level security;
create policy append on ledger_posting as permissive for insert to public with check (true);
create policy scope on ledger_posting as permissive for select to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM ledger_account a
  WHERE (a.id = ANY (ARRAY[ledger_posting.from_account_id, ledger_posting.to_account_id]))))));
grant insert, select on ledger_posting to milepost_app;

create table login_attempt (
  username_digest bytea not null,
  failures integer not null,
  last_failed_at timestamp with time zone not null,
  locked_until timestamp with time zone,
  constraint pk_login_attempt PRIMARY KEY (username_digest)
);
CREATE INDEX ix_login_attempt_last_failed_at ON public.login_attempt USING btree (last_failed_at);
alter table login_attempt enable row level security;
alter table login_attempt force row level security;
create policy scope on login_attempt as permissive for all to public using (scope_is_system());
grant delete, insert, select, update on login_attempt to milepost_app;

create table membership (
  id uuid not null,
  person_id uuid not null,
  organisation_id uuid not null,
  role text not null,
  created_at timestamp with time zone not null,
  constraint pk_membership PRIMARY KEY (id),
  constraint uq_membership_person_organisation_role UNIQUE (person_id, organisation_id, role),
  constraint ck_membership_role CHECK ((role = ANY (ARRAY['owner'::text, 'reviewer'::text, 'approver'::text, 'finance_officer'::text, 'finance_approver'::text, 'expert'::text, 'supervisor'::text, 'auditor'::text, 'system_admin'::text, 'security_admin'::text, 'audit_admin'::text]))),
  constraint fk_membership_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fk_membership_person_id FOREIGN KEY (person_id) REFERENCES person(id),
  constraint xc_membership_administrators EXCLUDE USING gist (person_id WITH =, role WITH <>) WHERE ((role = ANY (ARRAY['system_admin'::text, 'security_admin'::text, 'audit_admin'::text])))
);
CREATE INDEX ix_membership_organisation_role ON public.membership USING btree (organisation_id, role);
grant delete, insert, select on membership to milepost_app;

create table message (
  id uuid not null,
  person_id uuid not null,
  kind text not null,
  title_zh text not null,
  title_en text not null,
  body_zh text not null default ''::text,
  body_en text not null default ''::text,
  project_id uuid,
  subject_type text,
  subject_id uuid,
  channels text[] not null,
  dedupe_key text not null,
  created_at timestamp with time zone not null,
  read_at timestamp with time zone,
  settled_at timestamp with time zone,
  rule text,
  stage text,
  rank integer,
  mandatory boolean not null default false,
  cc boolean not null default false,
  ladder_id uuid,
  constraint pk_message PRIMARY KEY (id),
  constraint uq_message_dedupe UNIQUE (person_id, dedupe_key),
  constraint fk_message_person FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX ix_message_inbox ON public.message USING btree (person_id, id DESC);
CREATE INDEX ix_message_ladder ON public.message USING btree (ladder_id, stage) WHERE (ladder_id IS NOT NULL);
CREATE INDEX ix_message_subject ON public.message USING btree (subject_id) WHERE (settled_at IS NULL);
CREATE INDEX ix_message_unread ON public.message USING btree (person_id) WHERE (read_at IS NULL);
grant insert, select, update on message to milepost_app;

create table milestone (
  id uuid not null,
  project_id uuid not null,
  seq integer not null,
  name text not null,
  planned_start date not null,
  planned_finish date not null,
  weight_bp integer not null,
  deliverables text not null default ''::text,
  evidence_kinds text[] not null default '{}'::text[],
  status text not null,
  percent integer not null default 0,
  started_on date,
  approved_on date,
  version integer not null default 1,
  constraint pk_milestone PRIMARY KEY (id),
  constraint ck_milestone_approved CHECK (((approved_on IS NOT NULL) = (status = 'approved'::text))),
  constraint ck_milestone_dates CHECK ((planned_finish >= planned_start)),
  constraint ck_milestone_percent CHECK (((percent >= 0) AND (percent <= 100))),
  constraint ck_milestone_status CHECK ((status = ANY (ARRAY['not_started'::text, 'in_progress'::text, 'submitted'::text, 'approved'::text, 'returned'::text, 'dropped'::text]))),
  constraint ck_milestone_weight CHECK (((weight_bp >= 1) AND (weight_bp <= 10000))),
  constraint fk_milestone_project FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_milestone_open_finish ON public.milestone USING btree (planned_finish) WHERE (status <> ALL (ARRAY['approved'::text, 'dropped'::text]));
CREATE INDEX ix_milestone_project ON public.milestone USING btree (project_id, seq);
alter table milestone enable row level security;
alter table milestone force row level security;
create policy scope on milestone as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = milestone.project_id)
 OFFSET 0))));
grant insert, select, update on milestone to milepost_app;

create table milestone_completion (
  id uuid not null,
  milestone_id uuid not null,
  project_id uuid not null,
  note text not null,
  finished_on date not null,
  file_ids uuid[] not null,
  status text not null,
  filed_by uuid not null,
  filed_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  opinion text,
  constraint pk_milestone_completion PRIMARY KEY (id),
  constraint ck_milestone_completion_evidence CHECK ((cardinality(file_ids) > 0)),
  constraint ck_milestone_completion_status CHECK ((status = ANY (ARRAY['submitted'::text, 'approved'::text, 'returned'::text]))),
  constraint fk_milestone_completion_filed_by FOREIGN KEY (filed_by) REFERENCES person(id),
  constraint fk_milestone_completion_milestone FOREIGN KEY (milestone_id) REFERENCES milestone(id)
);
CREATE INDEX ix_milestone_completion_milestone ON public.milestone_completion USING btree (milestone_id, filed_at DESC);
CREATE UNIQUE INDEX uq_milestone_completion_open ON public.milestone_completion USING btree (milestone_id) WHERE (status = 'submitted'::text);
alter table milestone_completion enable row level security;
alter table milestone_completion force row level security;
create policy scope on milestone_completion as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = milestone_completion.project_id)
 OFFSET 0))));
grant insert, select, update on milestone_completion to milepost_app;

create table organisation (
  id uuid not null,
  code text not null,
  name_zh text not null,
  name_en text not null,
  kind text not null,
  department_kind text,
  region_code text not null,
  tier text not null,
  city_code text,
  county_code text,
  credit_code text,
  created_at timestamp with time zone not null,
  constraint pk_organisation PRIMARY KEY (id),
  constraint uq_organisation_code UNIQUE (code),
  constraint ck_organisation_department_kind CHECK (((kind = 'department'::text) = (department_kind IS NOT NULL))),
  constraint ck_organisation_department_kinds CHECK ((department_kind = ANY (ARRAY['ecology'::text, 'finance'::text, 'development_reform'::text, 'industry'::text, 'housing'::text, 'transport'::text, 'water'::text, 'agriculture'::text, 'forestry'::text, 'natural_resources'::text, 'emergency'::text, 'health'::text, 'culture_tourism'::text, 'commerce'::text, 'science'::text]))),
  constraint ck_organisation_kind CHECK ((kind = ANY (ARRAY['department'::text, 'owner'::text]))),
  constraint ck_organisation_tier CHECK ((tier = ANY (ARRAY['province'::text, 'city'::text, 'county'::text]))),
  constraint fk_organisation_region_code FOREIGN KEY (region_code) REFERENCES region(code)
);
CREATE UNIQUE INDEX uq_organisation_department ON public.organisation USING btree (region_code, department_kind) WHERE (department_kind IS NOT NULL);
grant insert, select, update on organisation to milepost_app;

create table outbox (
  id uuid not null,
  topic text not null,
  key text,
  payload jsonb not null,
  created_at timestamp with time zone not null,
  available_at timestamp with time zone not null,
  attempts integer not null default 0,
  last_error text,
  handed_at timestamp with time zone,
  delivered_at timestamp with time zone,
  dead_at timestamp with time zone,
  constraint pk_outbox PRIMARY KEY (id),
  constraint uq_outbox_key UNIQUE (key),
  constraint ck_outbox_end CHECK (((delivered_at IS NULL) OR (dead_at IS NULL)))
);
CREATE INDEX ix_outbox_dead ON public.outbox USING btree (id) WHERE (dead_at IS NOT NULL);
CREATE INDEX ix_outbox_delivered ON public.outbox USING btree (delivered_at) WHERE (delivered_at IS NOT NULL);
CREATE INDEX ix_outbox_waiting ON public.outbox USING btree (available_at, id) WHERE ((delivered_at IS NULL) AND (dead_at IS NULL));
grant delete, insert, select, update on outbox to milepost_app;

create table person (
  id uuid not null,
  username text not null,
  name text not null,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint pk_person PRIMARY KEY (id),
  constraint uq_person_username UNIQUE (username),
  constraint ck_person_username CHECK ((username ~ '^[a-z0-9][a-z0-9._-]{1,63}$'::text))
);
grant insert, select, update on person to milepost_app;

create table plan (
  code text not null,
  title_zh text not null,
  title_en text not null,
  document_no text,
  issuer text not null,
  issued_on date,
  published_on date,
  index_no text,
  period_start integer not null,
  period_end integer not null,
  vision_year integer,
  region_code text not null,
  provisional boolean not null,
  carried_over_from text,
  note_zh text,
  note_en text,
  content_hash text,
  constraint pk_plan PRIMARY KEY (code),
  constraint ck_plan_period CHECK ((period_start <= period_end)),
  constraint fk_plan_carried_over_from FOREIGN KEY (carried_over_from) REFERENCES plan(code),
  constraint fk_plan_region_code FOREIGN KEY (region_code) REFERENCES region(code)
);
grant select on plan to milepost_app;

create table plan_gap (
  plan_code text not null,
  seq integer not null,
  ref text not null,
  kind text not null,
  certain boolean not null,
  note text not null,
  constraint pk_plan_gap PRIMARY KEY (plan_code, seq),
  constraint fk_plan_gap_plan_code FOREIGN KEY (plan_code) REFERENCES plan(code)
);
grant select on plan_gap to milepost_app;

create table policy (
  key text not null,
  version integer not null default 1,
  value jsonb not null,
  valid_from date not null,
  constraint pk_policy PRIMARY KEY (key, version)
);
grant insert, select on policy to milepost_app;

create table progress_report (
  id uuid not null,
  project_id uuid not null,
  period date not null,
  investment_done_fen bigint not null,
  problems text not null default ''::text,
  next_steps text not null default ''::text,
  fall_reason text,
  file_ids uuid[] not null default '{}'::uuid[],
  status text not null,
  filed_by uuid not null,
  filed_at timestamp with time zone not null,
  version integer not null default 1,
  constraint pk_progress_report PRIMARY KEY (id),
  constraint uq_progress_report_period UNIQUE (project_id, period),
  constraint ck_progress_report_investment CHECK ((investment_done_fen >= 0)),
  constraint ck_progress_report_period CHECK ((EXTRACT(day FROM period) = (1)::numeric)),
  constraint ck_progress_report_status CHECK ((status = ANY (ARRAY['submitted'::text, 'accepted'::text, 'returned'::text]))),
  constraint fk_progress_report_filed_by FOREIGN KEY (filed_by) REFERENCES person(id),
  constraint fk_progress_report_project FOREIGN KEY (project_id) REFERENCES project(id)
);
alter table progress_report enable row level security;
alter table progress_report force row level security;
create policy scope on progress_report as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = progress_report.project_id)
 OFFSET 0))));
grant insert, select, update on progress_report to milepost_app;

create table progress_report_item (
  report_id uuid not null,
  milestone_id uuid not null,
  project_id uuid not null,
  percent integer not null,
  constraint pk_progress_report_item PRIMARY KEY (report_id, milestone_id),
  constraint ck_progress_report_item_percent CHECK (((percent >= 0) AND (percent <= 100))),
  constraint fk_progress_report_item_milestone FOREIGN KEY (milestone_id) REFERENCES milestone(id),
  constraint fk_progress_report_item_report FOREIGN KEY (report_id) REFERENCES progress_report(id) ON DELETE CASCADE
);
alter table progress_report_item enable row level security;
alter table progress_report_item force row level security;
create policy scope on progress_report_item as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = progress_report_item.project_id)
 OFFSET 0))));
grant delete, insert, select, update on progress_report_item to milepost_app;

create table project (
  id uuid not null,
  number text,
  plan_code text not null,
  category_code text not null,
  work_code text not null,
  lead_kind text not null,
  name text not null,
  tier text not null,
  region_code text not null,
  city_code text,
  county_code text,
  owner_organisation_id uuid not null,
  site_address text,
  site_longitude numeric(9,6),
  site_latitude numeric(8,6),
  project_code text,
  summary text,
  need text,
  content_scale text,
  planned_start date,
  planned_finish date,
  total_investment_fen bigint,
  answers jsonb not null default '{}'::jsonb,
  contact_name text,
  contact_phone text,
  status text not null default 'draft'::text,
  library_number text,
  submitted_at timestamp with time zone,
  reserved_on date,
  library_expires_on date,
  returned_due_on date,
  started_on date,
  suspended_on date,
  suspended_days integer not null default 0,
  completed_on date,
  closed_on date,
  copied_from uuid,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  version integer not null default 1,
  constraint pk_project PRIMARY KEY (id),
  constraint uq_project_library_number UNIQUE (library_number),
  constraint uq_project_number UNIQUE (number),
  constraint ck_project_dates CHECK ((planned_finish >= planned_start)),
  constraint ck_project_in_library CHECK (((status = ANY (ARRAY['draft'::text, 'under_review'::text, 'returned'::text, 'rejected'::text, 'withdrawn'::text])) OR (library_number IS NOT NULL))),
  constraint ck_project_investment CHECK ((total_investment_fen >= 0)),
  constraint ck_project_lead_kind CHECK ((lead_kind = ANY (ARRAY['ecology'::text, 'finance'::text, 'development_reform'::text, 'industry'::text, 'housing'::text, 'transport'::text, 'water'::text, 'agriculture'::text, 'forestry'::text, 'natural_resources'::text, 'emergency'::text, 'health'::text, 'culture_tourism'::text, 'commerce'::text, 'science'::text]))),
  constraint ck_project_numbered CHECK (((status = ANY (ARRAY['draft'::text, 'withdrawn'::text])) OR (number IS NOT NULL))),
  constraint ck_project_point CHECK (((site_longitude IS NULL) = (site_latitude IS NULL))),
  constraint ck_project_project_code CHECK ((project_code ~ '^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$'::text)),
  constraint ck_project_status CHECK ((status = ANY (ARRAY['draft'::text, 'under_review'::text, 'returned'::text, 'rejected'::text, 'withdrawn'::text, 'reserved'::text, 'expired'::text, 'implementing'::text, 'suspended'::text, 'terminated'::text, 'under_acceptance'::text, 'rectifying'::text, 'completed'::text, 'closed'::text]))),
  constraint ck_project_suspended CHECK (((suspended_days >= 0) AND ((suspended_on IS NOT NULL) = (status = 'suspended'::text)))),
  constraint ck_project_tier CHECK ((tier = ANY (ARRAY['province'::text, 'city'::text, 'county'::text]))),
  constraint fk_project_copied_from FOREIGN KEY (copied_from) REFERENCES project(id),
  constraint fk_project_owner_organisation_id FOREIGN KEY (owner_organisation_id) REFERENCES organisation(id),
  constraint fk_project_region_code FOREIGN KEY (region_code) REFERENCES region(code)
);
CREATE INDEX ix_project_acceptance_due ON public.project USING btree (planned_finish) WHERE (status = 'implementing'::text);
CREATE INDEX ix_project_category_updated ON public.project USING btree (category_code, updated_at, id);
CREATE INDEX ix_project_city_finish ON public.project USING btree (city_code, status, (
CASE
    WHEN (planned_finish IS NULL) THEN 'infinity'::date
    ELSE planned_finish
END), id);
CREATE INDEX ix_project_city_updated ON public.project USING btree (city_code, updated_at, id);
CREATE INDEX ix_project_completed_due ON public.project USING btree (completed_on) WHERE (status = 'completed'::text);
CREATE INDEX ix_project_copied_from ON public.project USING btree (copied_from) WHERE (copied_from IS NOT NULL);
CREATE INDEX ix_project_county_finish ON public.project USING btree (county_code, status, (
CASE
    WHEN (planned_finish IS NULL) THEN 'infinity'::date
    ELSE planned_finish
END), id);
CREATE INDEX ix_project_county_updated ON public.project USING btree (county_code, updated_at, id);
CREATE INDEX ix_project_finish ON public.project USING btree ((
CASE
    WHEN (planned_finish IS NULL) THEN 'infinity'::date
    ELSE planned_finish
END), id);
CREATE INDEX ix_project_investment ON public.project USING btree ((
CASE
    WHEN (total_investment_fen IS NULL) THEN (0)::bigint
    ELSE total_investment_fen
END), id);
CREATE INDEX ix_project_library_expiry ON public.project USING btree (library_expires_on) WHERE (status = 'reserved'::text);
CREATE INDEX ix_project_name ON public.project USING btree (name COLLATE "zh-x-icu", id);
CREATE INDEX ix_project_number_sort ON public.project USING btree ((
CASE
    WHEN (number IS NULL) THEN ''::text
    ELSE number
END), id);
CREATE INDEX ix_project_owner_updated ON public.project USING btree (owner_organisation_id, updated_at, id);
CREATE INDEX ix_project_returned_due ON public.project USING btree (returned_due_on) WHERE (status = 'returned'::text);
CREATE INDEX ix_project_status_updated ON public.project USING btree (status, updated_at, id);
CREATE INDEX ix_project_updated ON public.project USING btree (updated_at, id);
CREATE INDEX ix_project_work_updated ON public.project USING btree (work_code, updated_at, id);
CREATE UNIQUE INDEX uq_project_code_live ON public.project USING btree (project_code) WHERE (status = ANY (ARRAY['under_review'::text, 'returned'::text, 'reserved'::text, 'implementing'::text, 'suspended'::text, 'under_acceptance'::text, 'rectifying'::text, 'completed'::text, 'closed'::text]));
CREATE TRIGGER project_search_insert AFTER INSERT ON public.project FOR EACH ROW EXECUTE FUNCTION project_search_refresh();
CREATE TRIGGER project_search_update AFTER UPDATE OF name, number, project_code, library_number ON public.project FOR EACH ROW WHEN (((((new.name IS DISTINCT FROM old.name) OR (new.number IS DISTINCT FROM old.number)) OR (new.project_code IS DISTINCT FROM old.project_code)) OR (new.library_number IS DISTINCT FROM old.library_number))) EXECUTE FUNCTION project_search_refresh();
alter table project enable row level security;
alter table project force row level security;
create policy scope on project as permissive for all to public using ((scope_sees(city_code, county_code, owner_organisation_id) AND ((status <> 'draft'::text) OR (current_setting('app.scope'::text, true) ~~ 'owner:%'::text) OR scope_is_system())));
grant insert, select, update on project to milepost_app;

create table project_budget (
  project_id uuid not null,
  source text not null,
  year integer not null,
  amount_fen bigint not null,
  constraint pk_project_budget PRIMARY KEY (project_id, source, year),
  constraint ck_project_budget_amount CHECK ((amount_fen > 0)),
  constraint ck_project_budget_source CHECK ((source = ANY (ARRAY['central'::text, 'province'::text, 'city'::text, 'county'::text, 'special_bond'::text, 'loan'::text, 'social'::text, 'own'::text]))),
  constraint ck_project_budget_year CHECK (((year >= 2000) AND (year <= 2100))),
  constraint fk_project_budget_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_project_budget_source ON public.project_budget USING btree (source, project_id);
CREATE CONSTRAINT TRIGGER project_budget_keeps_allocated AFTER DELETE OR UPDATE ON public.project_budget DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION project_budget_keep();
alter table project_budget enable row level security;
alter table project_budget force row level security;
create policy scope on project_budget as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = project_budget.project_id)
 OFFSET 0))));
grant delete, insert, select, update on project_budget to milepost_app;

create table project_counter (
  key text not null,
  last integer not null,
  constraint pk_project_counter PRIMARY KEY (key)
);
grant insert, select, update on project_counter to milepost_app;

create table project_output (
  project_id uuid not null,
  metric text not null,
  unit text not null,
  planned_value numeric(20,4) not null,
  reported_value numeric(20,4),
  confirmed_value numeric(20,4),
  constraint pk_project_output PRIMARY KEY (project_id, metric),
  constraint ck_project_output_values CHECK (((planned_value > (0)::numeric) AND (reported_value >= (0)::numeric) AND (confirmed_value >= (0)::numeric))),
  constraint fk_project_output_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE TRIGGER project_output_confirmed_insert BEFORE INSERT ON public.project_output FOR EACH ROW WHEN ((new.confirmed_value IS NOT NULL)) EXECUTE FUNCTION project_output_confirmed_check();
CREATE TRIGGER project_output_confirmed_update BEFORE UPDATE OF confirmed_value ON public.project_output FOR EACH ROW WHEN ((new.confirmed_value IS DISTINCT FROM old.confirmed_value)) EXECUTE FUNCTION project_output_confirmed_check();
alter table project_output enable row level security;
alter table project_output force row level security;
create policy scope on project_output as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = project_output.project_id)
 OFFSET 0))));
grant delete, insert, select, update on project_output to milepost_app;

create table project_search (
  project_id uuid not null,
  document text not null,
  grams text[] not null,
  constraint pk_project_search PRIMARY KEY (project_id),
  constraint fk_project_search_project_id FOREIGN KEY (project_id) REFERENCES project(id) ON DELETE CASCADE
);
CREATE INDEX ix_project_search_grams ON public.project_search USING gin (grams);
grant insert, select, update on project_search to milepost_app;

create table project_transition (
  id uuid not null,
  project_id uuid not null,
  action text not null,
  from_status text not null,
  to_status text not null,
  at timestamp with time zone not null,
  person_id uuid not null,
  person_name text not null,
  organisation_name text not null,
  reason text,
  before jsonb,
  after jsonb,
  constraint pk_project_transition PRIMARY KEY (id),
  constraint fk_project_transition_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_project_transition_project_id ON public.project_transition USING btree (project_id, at, id);
CREATE TRIGGER project_transition_append_only BEFORE DELETE OR UPDATE ON public.project_transition FOR EACH ROW EXECUTE FUNCTION project_transition_is_final();
alter table project_transition enable row level security;
alter table project_transition force row level security;
create policy scope on project_transition as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = project_transition.project_id)
 OFFSET 0))));
grant insert, select on project_transition to milepost_app;

create table public_notice (
  acceptance_id uuid not null,
  project_id uuid not null,
  starts_on date not null,
  ends_on date not null,
  working_days integer not null,
  medium text not null,
  calendar_complete boolean not null,
  published_by uuid not null,
  published_at timestamp with time zone not null,
  constraint pk_public_notice PRIMARY KEY (acceptance_id),
  constraint ck_public_notice_days CHECK (((working_days > 0) AND (ends_on >= (starts_on + working_days)))),
  constraint fk_public_notice_acceptance_id FOREIGN KEY (acceptance_id) REFERENCES acceptance(id)
);
CREATE TRIGGER public_notice_append_only BEFORE DELETE OR UPDATE ON public.public_notice FOR EACH ROW EXECUTE FUNCTION acceptance_record_is_final();
alter table public_notice enable row level security;
alter table public_notice force row level security;
create policy scope on public_notice as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = public_notice.project_id)
 OFFSET 0))));
grant insert, select on public_notice to milepost_app;

create table recovery_item (
  id uuid not null,
  project_id uuid not null,
  pool_id uuid not null,
  amount_fen bigint not null,
  recovered_fen bigint not null default 0,
  reason text not null,
  status text not null default 'open'::text,
  listed_at timestamp with time zone not null,
  listed_by uuid not null,
  constraint pk_recovery_item PRIMARY KEY (id),
  constraint uq_recovery_item_pool UNIQUE (project_id, pool_id),
  constraint ck_recovery_item_amount CHECK (((amount_fen >= 1) AND (amount_fen <= '100000000000000000'::bigint))),
  constraint ck_recovery_item_recovered CHECK (((recovered_fen >= 0) AND (recovered_fen <= amount_fen))),
  constraint ck_recovery_item_status CHECK (((status = ANY (ARRAY['open'::text, 'recovered'::text])) AND ((status = 'recovered'::text) = (recovered_fen = amount_fen)))),
  constraint fk_recovery_item_pool_id FOREIGN KEY (pool_id) REFERENCES fund_pool(id),
  constraint fk_recovery_item_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_recovery_item_pool_id ON public.recovery_item USING btree (pool_id);
alter table recovery_item enable row level security;
alter table recovery_item force row level security;
create policy scope on recovery_item as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = recovery_item.project_id)
 OFFSET 0)) OR (EXISTS ( SELECT 1
   FROM fund_pool f
  WHERE (f.id = recovery_item.pool_id)
 OFFSET 0))));
grant insert, select, update on recovery_item to milepost_app;

create table rectification_item (
  id uuid not null,
  acceptance_id uuid not null,
  project_id uuid not null,
  seq integer not null,
  text text not null,
  due_on date not null,
  status text not null default 'open'::text,
  evidence_note text,
  file_ids uuid[] not null default '{}'::uuid[],
  submitted_by uuid,
  submitted_at timestamp with time zone,
  decided_by uuid,
  decided_at timestamp with time zone,
  opinion text,
  created_at timestamp with time zone not null,
  version integer not null default 1,
  constraint pk_rectification_item PRIMARY KEY (id),
  constraint uq_rectification_item_seq UNIQUE (acceptance_id, seq),
  constraint ck_rectification_item_decided CHECK (((status <> ALL (ARRAY['returned'::text, 'closed'::text])) OR (decided_by IS NOT NULL))),
  constraint ck_rectification_item_decided_by CHECK ((decided_by <> submitted_by)),
  constraint ck_rectification_item_status CHECK ((status = ANY (ARRAY['open'::text, 'submitted'::text, 'returned'::text, 'closed'::text]))),
  constraint ck_rectification_item_submitted CHECK (((status = 'open'::text) OR ((submitted_by IS NOT NULL) AND (length(evidence_note) > 0) AND (cardinality(file_ids) > 0)))),
  constraint fk_rectification_item_acceptance_id FOREIGN KEY (acceptance_id) REFERENCES acceptance(id)
);
CREATE INDEX ix_rectification_item_due ON public.rectification_item USING btree (due_on) WHERE (status = ANY (ARRAY['open'::text, 'returned'::text]));
CREATE INDEX ix_rectification_item_project_id ON public.rectification_item USING btree (project_id);
alter table rectification_item enable row level security;
alter table rectification_item force row level security;
create policy scope on rectification_item as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = rectification_item.project_id)
 OFFSET 0))));
grant insert, select, update on rectification_item to milepost_app;

create table region (
  code text not null,
  name_zh text not null,
  short_zh text not null,
  name_en text not null,
  tier text not null,
  type text not null,
  parent_code text,
  city_code text,
  county_code text,
  tags text[] not null default '{}'::text[],
  funds_from_province boolean not null default false,
  constraint pk_region PRIMARY KEY (code),
  constraint ck_region_code CHECK ((code ~ '^[0-9]{6}$'::text)),
  constraint ck_region_codes CHECK (
CASE tier
    WHEN 'province'::text THEN ((parent_code IS NULL) AND (city_code IS NULL) AND (county_code IS NULL))
    WHEN 'city'::text THEN ((city_code = code) AND (county_code IS NULL))
    ELSE (county_code = code)
END),
  constraint ck_region_tier CHECK ((tier = ANY (ARRAY['province'::text, 'city'::text, 'county'::text]))),
  constraint fk_region_parent_code FOREIGN KEY (parent_code) REFERENCES region(code)
);
CREATE INDEX ix_region_parent_code ON public.region USING btree (parent_code);
grant select on region to milepost_app;

create table reminder (
  id uuid not null,
  ladder_id uuid not null,
  sweep_id uuid not null,
  rule text not null,
  subject_id uuid not null,
  due_on date not null,
  stage text not null,
  stage_on date not null,
  rank integer not null,
  recorded_at timestamp with time zone not null,
  cancelled_at timestamp with time zone,
  constraint pk_reminder PRIMARY KEY (id),
  constraint uq_reminder_key UNIQUE (rule, subject_id, due_on, stage),
  constraint fk_reminder_ladder FOREIGN KEY (ladder_id) REFERENCES reminder_ladder(id)
);
CREATE INDEX ix_reminder_ladder_id ON public.reminder USING btree (ladder_id);
CREATE INDEX ix_reminder_stage_on ON public.reminder USING btree (stage_on DESC, id DESC);
CREATE INDEX ix_reminder_sweep_id ON public.reminder USING btree (sweep_id);
alter table reminder enable row level security;
alter table reminder force row level security;
create policy scope on reminder as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM reminder_ladder l
  WHERE (l.id = reminder.ladder_id)
 OFFSET 0))));
grant insert, select on reminder to milepost_app;
grant update (cancelled_at) on reminder to milepost_app;

create table reminder_ladder (
  id uuid not null,
  rule text not null,
  subject_type text not null,
  subject_id uuid not null,
  project_id uuid,
  due_on date not null,
  since date not null,
  title text not null,
  responsible_org_id uuid not null,
  responsible_roles text[] not null,
  lead_kind text not null,
  region_code text not null,
  city_code text,
  county_code text,
  owner_org_id uuid,
  next_on date,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  category_code text,
  number text,
  constraint pk_reminder_ladder PRIMARY KEY (id),
  constraint uq_reminder_ladder_subject UNIQUE (rule, subject_id, due_on),
  constraint fk_reminder_ladder_region FOREIGN KEY (region_code) REFERENCES region(code),
  constraint fk_reminder_ladder_responsible FOREIGN KEY (responsible_org_id) REFERENCES organisation(id)
);
CREATE INDEX ix_reminder_ladder_open ON public.reminder_ladder USING btree (rule, next_on) WHERE (closed_at IS NULL);
CREATE INDEX ix_reminder_ladder_project ON public.reminder_ladder USING btree (project_id);
alter table reminder_ladder enable row level security;
alter table reminder_ladder force row level security;
create policy scope on reminder_ladder as permissive for all to public using (scope_sees(city_code, county_code, owner_org_id));
grant insert, select, update on reminder_ladder to milepost_app;

create table reminder_rule (
  id uuid not null,
  rule text not null,
  tier text not null,
  category_code text not null,
  version integer not null,
  valid_from date not null,
  stages jsonb not null,
  note text not null default ''::text,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  constraint pk_reminder_rule PRIMARY KEY (id),
  constraint uq_reminder_rule_version UNIQUE (rule, tier, category_code, version),
  constraint ck_reminder_rule_stages CHECK (((jsonb_typeof(stages) = 'array'::text) AND (jsonb_array_length(stages) > 0))),
  constraint ck_reminder_rule_tier CHECK ((tier = ANY (ARRAY['*'::text, 'province'::text, 'city'::text, 'county'::text]))),
  constraint ck_reminder_rule_version CHECK ((version > 0)),
  constraint fk_reminder_rule_created_by FOREIGN KEY (created_by) REFERENCES person(id)
);
grant insert, select on reminder_rule to milepost_app;

create table reminder_source_run (
  rule text not null,
  started_at timestamp with time zone not null,
  as_of date,
  ok_at timestamp with time zone,
  duration_ms integer,
  failed_at timestamp with time zone,
  error_code text,
  failures integer not null default 0,
  unaddressed integer not null default 0,
  missing_years integer[] not null default '{}'::integer[],
  basis text,
  constraint pk_reminder_source_run PRIMARY KEY (rule),
  constraint ck_reminder_source_run_failures CHECK ((failures >= 0))
);
grant insert, select, update on reminder_source_run to milepost_app;

create table schedule_tick (
  name text not null,
  last_tick timestamp with time zone not null,
  constraint pk_schedule_tick PRIMARY KEY (name)
);
grant insert, select, update on schedule_tick to milepost_app;

create table self_funding_proof (
  id uuid not null,
  project_id uuid not null,
  source text not null,
  amount_fen bigint not null,
  note text not null,
  file_ids uuid[] not null,
  recorded_by uuid not null,
  recorded_at timestamp with time zone not null,
  constraint pk_self_funding_proof PRIMARY KEY (id),
  constraint ck_self_funding_proof_amount CHECK (((amount_fen >= 1) AND (amount_fen <= '100000000000000000'::bigint))),
  constraint ck_self_funding_proof_files CHECK ((cardinality(file_ids) > 0)),
  constraint ck_self_funding_proof_source CHECK ((source = ANY (ARRAY['own'::text, 'loan'::text, 'social'::text]))),
  constraint fk_self_funding_proof_project_id FOREIGN KEY (project_id) REFERENCES project(id)
);
CREATE INDEX ix_self_funding_proof_project_id ON public.self_funding_proof USING btree (project_id);
alter table self_funding_proof enable row level security;
alter table self_funding_proof force row level security;
create policy scope on self_funding_proof as permissive for all to public using ((scope_is_system() OR (EXISTS ( SELECT 1
   FROM project p
  WHERE (p.id = self_funding_proof.project_id)
 OFFSET 0))));
grant insert, select on self_funding_proof to milepost_app;

create table session (
  id uuid not null,
  token_hash bytea not null,
  person_id uuid not null,
  organisation_id uuid not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  address text,
  user_agent text,
  constraint pk_session PRIMARY KEY (id),
  constraint uq_session_token_hash UNIQUE (token_hash),
  constraint fk_session_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation(id),
  constraint fk_session_person_id FOREIGN KEY (person_id) REFERENCES person(id)
);
CREATE INDEX ix_session_expires_at ON public.session USING btree (expires_at);
CREATE INDEX ix_session_person_id ON public.session USING btree (person_id, created_at);
grant delete, insert, select, update on session to milepost_app;

create table strategic_action (
  plan_code text not null,
  key text not null,
  seq integer not null,
  kind text not null,
  text_ref text not null,
  name_zh text not null,
  name_en text not null,
  requirement text not null,
  implies_feature text not null,
  cadence text,
  indicator_nos integer[] not null default '{}'::integer[],
  constraint pk_strategic_action PRIMARY KEY (plan_code, key),
  constraint ck_strategic_action_kind CHECK ((kind = ANY (ARRAY['strategicAction'::text, 'obligation'::text, 'relatedMechanism'::text]))),
  constraint fk_strategic_action_plan_code FOREIGN KEY (plan_code) REFERENCES plan(code)
);
grant select on strategic_action to milepost_app;

create table supervision_counter (
  year integer not null,
  last integer not null,
  constraint pk_supervision_counter PRIMARY KEY (year)
);
grant insert, select, update on supervision_counter to milepost_app;

create table supervision_letter (
  id uuid not null,
  number text not null,
  ladder_id uuid not null,
  project_id uuid,
  subject_type text not null,
  subject_id uuid not null,
  title text not null,
  organisation_id uuid not null,
  issued_on date not null,
  answer_due_on date not null,
  region_code text not null,
  city_code text,
  county_code text,
  owner_org_id uuid,
  constraint pk_supervision_letter PRIMARY KEY (id),
  constraint uq_supervision_letter_ladder UNIQUE (ladder_id),
  constraint uq_supervision_letter_number UNIQUE (number),
  constraint ck_supervision_letter_term CHECK ((answer_due_on > issued_on)),
  constraint fk_supervision_letter_ladder FOREIGN KEY (ladder_id) REFERENCES reminder_ladder(id),
  constraint fk_supervision_letter_organisation FOREIGN KEY (organisation_id) REFERENCES organisation(id)
);
CREATE INDEX ix_supervision_letter_issued ON public.supervision_letter USING btree (issued_on DESC, id DESC);
alter table supervision_letter enable row level security;
alter table supervision_letter force row level security;
create policy scope on supervision_letter as permissive for all to public using (scope_sees(city_code, county_code, owner_org_id));
grant insert, select on supervision_letter to milepost_app;

create table target (
  plan_code text not null,
  code text not null,
  work_code text not null,
  seq integer not null,
  metric_zh text not null,
  metric_en text not null,
  value numeric,
  unit text not null,
  unit_en text not null,
  by_year integer,
  comparator text,
  region_codes text[] not null default '{}'::text[],
  derived boolean not null,
  constraint pk_target PRIMARY KEY (plan_code, code),
  constraint ck_target_comparator CHECK (((value IS NULL) = (comparator IS NULL))),
  constraint fk_target_work_code FOREIGN KEY (plan_code, work_code) REFERENCES work(plan_code, code)
);
CREATE INDEX ix_target_work_code ON public.target USING btree (plan_code, work_code);
grant select on target to milepost_app;

create table work (
  plan_code text not null,
  code text not null,
  category_code text not null,
  name_zh text not null,
  name_en text not null,
  lead_kind text not null,
  co_sign_kinds text[] not null default '{}'::text[],
  places text[] not null default '{}'::text[],
  region_codes text[] not null default '{}'::text[],
  notes text[] not null default '{}'::text[],
  constraint pk_work PRIMARY KEY (plan_code, code),
  constraint ck_work_co_sign_kinds CHECK ((lead_kind <> ALL (co_sign_kinds))),
  constraint ck_work_code CHECK (((code ~ '^[0-9]{2}-[0-9]{1,2}$'::text) AND (split_part(code, '-'::text, 1) = category_code))),
  constraint fk_work_category_code FOREIGN KEY (plan_code, category_code) REFERENCES category(plan_code, code)
);
CREATE INDEX ix_work_category_code ON public.work USING btree (plan_code, category_code);
grant select on work to milepost_app;

create table work_day (
  day date not null,
  working boolean not null,
  number integer not null,
  known boolean not null,
  constraint pk_work_day PRIMARY KEY (day)
);
CREATE INDEX ix_work_day_number ON public.work_day USING btree (number) WHERE working;
grant select on work_day to milepost_app;

grant execute on function audit_append(text,uuid,uuid,timestamp with time zone,uuid,text,uuid,text,jsonb,jsonb,text,text) to milepost_app;
revoke execute on function audit_append(text,uuid,uuid,timestamp with time zone,uuid,text,uuid,text,jsonb,jsonb,text,text) from public;
