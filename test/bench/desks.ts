import type { INestApplicationContext } from '@nestjs/common';
import { newId } from '#libs/kernel';
import { Approvals, type RouteFacts } from '#libs/approval';
import { Sessions } from '#libs/identity';
import { Database } from '#libs/platform';
import { ProjectReading } from '#libs/project';
import { tokenOf } from '../support/cast.js';
import type { Scene } from './scene.js';
import { recording, tapeOf, type Tape } from './tape.js';

export const READER = 'city.ecology.zhengzhou.reviewer';
export const DECIDER = 'county.ecology.gongyi.approver';
const PROPOSER = 'county.ecology.gongyi.reviewer';
const FILER = 'owner.gongyi.1.filer';

/** A list as an office opens it in the morning: its city, one status, what is due first. */
export const LIST = { status: ['implementing'], sort: 'plannedFinish', limit: 50 };
export const LIST_QUERY = 'status=implementing&sort=plannedFinish&limit=50';
export const DECISION = { outcome: 'approve' as const, opinion: '同意' };

const FACTS: RouteFacts = {
  tier: 'county',
  regionCode: '410181',
  cityCode: '410100',
  countyCode: '410181',
  leadKind: 'ecology',
  coSignKinds: ['water', 'housing'],
  categoryCode: '04',
  workCode: '04-2',
  sources: ['central', 'own'],
  totalInvestment: 5_000_000_000n,
};

export interface Tapes {
  detail: Tape;
  list: Tape;
  decision: Tape;
}

/** Detail, list and decision once by the services; what they sent becomes the tape of the bare server. */
export async function record(app: INestApplicationContext, scene: Scene, projects: readonly string[]): Promise<Tapes> {
  const [sessions, reading, approvals] = [app.get(Sessions), app.get(ProjectReading), app.get(Approvals)];
  const constants = new Set(
    (await scene.arrange<{ id: string }>('select id from organisation union all select id from person')).map(
      (r) => r.id,
    ),
  );
  const request = newId();
  const take = async (who: string, names: Record<string, string>, work: (actor: never) => Promise<unknown>) => {
    const once = async () => work((await sessions.resolve(tokenOf(who), request))!.actor as never);
    const { sent } = await recording(once);
    const known = new Map(Object.entries({ [request]: 'request', ...names }));
    return tapeOf(sent, known, constants);
  };
  const project = projects[0]!;
  const readers = {
    detail: () => take(READER, { [project]: 'id' }, (actor) => reading.detail(actor, project, 'zh-CN')),
    list: () => take(READER, {}, (actor) => reading.list(actor, LIST, 'zh-CN')),
  };
  // Once to warm what is cached, once for the tape.
  await readers.detail();
  await readers.list();
  const detail = await readers.detail();
  const list = await readers.list();
  await openProposed(app, projects[1]!);
  const id = await openProposed(app, projects[2]!);
  const names = await namesOf(scene, id, projects[2]!);
  const decision = await take(DECIDER, names, (actor) => approvals.decide(actor, id, DECISION));
  return { detail, list, decision };
}

/** An application at the first desk, proposed and waiting for the approver. */
export async function openProposed(app: INestApplicationContext, projectId: string): Promise<string> {
  const [sessions, approvals] = [app.get(Sessions), app.get(Approvals)];
  const actor = async (who: string) => (await sessions.resolve(tokenOf(who), newId()))!.actor;
  const filer = await actor(FILER);
  const { id } = await app.get(Database).run(filer, (tx) =>
    approvals.openIn(tx, {
      subject: { type: 'application', id: projectId },
      projectId,
      title: '巩义市污水处理厂二期',
      ownerOrganisationId: filer.organisationId,
      filedBy: filer.personId,
      facts: FACTS,
    }),
  );
  await approvals.decide(await actor(PROPOSER), id, DECISION);
  return id;
}

export async function namesOf(scene: Scene, id: string, projectId: string): Promise<Record<string, string>> {
  const names: Record<string, string> = { [id]: 'id', [projectId]: 'project' };
  const rows = await scene.arrange<{ step: string; seq: number; task: string | null; org: string | null }>(
    `select s.id as step, s.seq, t.id as task, t.organisation_id as org
       from approval_step s left join approval_task t on t.step_id = s.id where s.approval_id = $1`,
    [id],
  );
  for (const { step, seq, task, org } of rows) {
    names[step] = `step:${seq}`;
    if (task) names[task] = `task:${seq}:${org}`;
  }
  return names;
}

/** Each id of the model becomes another one per copy, the same in all tables. */
const ID = (column: string): string =>
  `overlay(overlay(md5(n.n || ':' || ${column}) placing '4' from 13) placing 'a' from 17)::uuid`;

/** Copies of one open approval, each about a project of its own, set-based. Answers their ids. */
export async function copies(scene: Scene, model: string, count: number): Promise<string[]> {
  // The function in FROM: as `(f()).*` it would run once per column.
  const clone = (table: string, where: string, ids: readonly string[], more = ''): string => `
    insert into ${table} select r.* from ${table} t cross join bench_copy n
    cross join lateral jsonb_populate_record(null::${table}, to_jsonb(t) || jsonb_build_object(
      ${ids.map((column) => `'${column}', case when t.${column} is not null then ${ID(`t.${column}`)} end`).join(', ')}${more})) r
    where ${where}`;
  const of = `t.approval_id = '${model}'`;
  await scene.arrange(`create table if not exists bench_copy (n int primary key, project_id uuid)`);
  await scene.arrange(
    `insert into bench_copy select row_number() over (order by p.id), p.id from project p
      where p.number like 'HN-MASS-%' and not exists (select 1 from approval a where a.subject_id = p.id) limit $1`,
    [count],
  );
  const about = `, 'subject_id', n.project_id, 'project_id', n.project_id`;
  await scene.arrange(clone('approval', `t.id = '${model}'`, ['id', 'current_step_id'], about));
  await scene.arrange(clone('approval_step', of, ['id', 'approval_id']));
  await scene.arrange(clone('approval_task', of, ['id', 'approval_id', 'step_id']));
  await scene.arrange(clone('approval_decision', of, ['id', 'approval_id', 'step_id', 'task_id']));
  const rows = await scene.arrange<{ id: string }>(`select ${ID('$1::text')} as id from bench_copy n order by n.n`, [
    model,
  ]);
  await scene.arrange('analyze approval; analyze approval_step; analyze approval_task; analyze approval_decision');
  return rows.map((row) => row.id);
}
