import { SystemClock, today } from '#libs/kernel';
import { Sweep, type SweepResult } from '#libs/reminder';
import { report, round } from './report.js';
import { setScene, type Scene } from './scene.js';
import { recording, services } from './tape.js';

const MILESTONES = 100_000;

/** A sweep over 100,000 open milestones of which one in a hundred is due, and again when nothing is new. */
export async function benchSweep(): Promise<void> {
  const scene = await setScene();
  try {
    await insertMilestones(scene);
    const app = await services(scene);
    const sweep = app.get(Sweep, { strict: false });
    for (const figure of ['first run', 'second run, nothing new', 'third run, nothing new']) {
      const started = performance.now();
      const { result, sent } = await recording(() => sweep.run(new SystemClock().now()));
      const value = round(performance.now() - started);
      const statements = sent.length;
      report({ name: 'sweep', figure, value, unit: 'ms', statements, milestones: MILESTONES, ...sums(result) });
    }
    await app.close();
  } finally {
    await scene.close();
  }
}

function sums({ rules, failures }: SweepResult): Record<string, unknown> {
  if (failures.length > 0) throw new Error(JSON.stringify(failures));
  const milestones = rules.find((rule) => rule.rule === 'milestone_finish');
  return {
    sources: rules.length,
    opened: milestones?.opened,
    stages: milestones?.stages,
    messages: milestones?.messages,
  };
}

/** One person per owner who can be told; milestones spread over the projects that are being built. */
export async function insertMilestones(scene: Scene): Promise<void> {
  await scene.arrange(`insert into person (id, username, name, created_at)
    select md5(o.code)::uuid, o.code, o.name_zh, '2026-01-01' from organisation o where o.code like 'mass.%'`);
  await scene.arrange(`insert into membership (id, person_id, organisation_id, role, created_at)
    select gen_random_uuid(), md5(o.code)::uuid, o.id, 'owner', '2026-01-01' from organisation o where o.code like 'mass.%'`);
  await scene.arrange(
    `with p as (select id, row_number() over (order by id) - 1 as i, count(*) over () as total from project
                 where number like 'HN-MASS-%' and status = 'implementing')
     insert into milestone (id, project_id, seq, name, planned_start, planned_finish, weight_bp, status)
     select gen_random_uuid(), p.id, 1 + n / p.total, '主体工程', '2026-01-01',
       case when n % 100 = 0 then $2::date else $2::date + 200 + (n % 900)::int end, 1000, 'in_progress'
     from generate_series(0, $1::int - 1) n join p on p.i = n % p.total`,
    [MILESTONES, today(new SystemClock())],
  );
  await scene.arrange(`update project set planned_finish = date '2032-01-01' where number like 'HN-MASS-%'`);
  await scene.arrange('vacuum analyze');
}
