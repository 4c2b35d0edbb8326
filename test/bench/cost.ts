import { createHash } from 'node:crypto';
import pg from 'pg';
import { SystemClock } from '#libs/kernel';
import { dataSourceOptions, execute, loadConfig } from '#libs/platform';
import { Sweep } from '#libs/reminder';
import { tokenOf } from '../support/cast.js';
import { DECIDER, openProposed, READER, record } from './desks.js';
import { isPlain, Request, type Row } from './player.js';
import { report, round } from './report.js';
import { setScene, type Scene } from './scene.js';
import { insertMilestones } from './sweep.js';
import { recording, services, tapeOf, type Tape } from './tape.js';

interface Plan {
  'Node Type': string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** What the statements of detail, list, decision and sweep touch, by EXPLAIN (ANALYZE, BUFFERS), each as the application's role. */
export async function benchCost(): Promise<void> {
  const scene = await setScene();
  try {
    const rows = await scene.arrange<{ id: string }>(
      `select id from project where city_code = '410100' and status = 'implementing' order by id limit 10`,
    );
    const projects = rows.map((row) => row.id);
    const app = await services(scene);
    const tapes = await record(app, scene, projects);
    const approval = await openProposed(app, projects[3]!);
    await insertMilestones(scene);
    const sweep = app.get(Sweep, { strict: false });
    const { sent } = await recording(() => sweep.run(new SystemClock().now()));
    await app.close();
    const mine = tapeOf(sent, new Map(), new Set()).filter((segment) =>
      JSON.stringify(segment).includes('"milestone_finish"'),
    );
    await scene.arrange('truncate reminder_ladder, reminder, message cascade');
    await scene.arrange('vacuum analyze');
    await explain(scene, 'detail', tapes.detail, READER, projects[0]!);
    await explain(scene, 'list', tapes.list, READER, '');
    await explain(scene, 'decision', tapes.decision, DECIDER, approval);
    await explain(scene, 'sweep of milestones', mine, READER, '');
  } finally {
    await scene.close();
  }
}

async function explain(scene: Scene, figure: string, tape: Tape, who: string, id: string): Promise<void> {
  const config = loadConfig({ DATABASE_URL: scene.urls.app });
  const { extra } = dataSourceOptions(config, [], { name: 'tool', runsJobs: false }) as unknown as {
    extra: pg.PoolConfig;
  };
  const pool = new pg.Pool({ ...extra, connectionString: config.databaseUrl, max: 1 });
  const client = await pool.connect();
  const request = new Request(id, createHash('sha256').update(tokenOf(who)).digest());
  const total = { statements: 0, rows: 0, buffers: 0, ms: 0 };
  try {
    await client.query('BEGIN');
    for (const statement of tape.flat(2)) {
      total.statements += 1;
      if (isPlain(statement)) continue;
      const values = statement.values.map((value) => request.valueOf(value));
      if (/^\s*(select set_config|select pg_notify|create )/.test(statement.text)) {
        await execute(client, statement.text, values);
        continue;
      }
      if (/approval_lock/.test(statement.text)) {
        const [row] = await execute<Row>(client, statement.text, values);
        request.learn(row!.state as never);
      }
      const [{ 'QUERY PLAN': plans }] = (await execute<{ 'QUERY PLAN': { Plan: Plan; 'Execution Time': number }[] }>(
        client,
        `explain (analyze, buffers, format json) ${statement.text}`,
        values,
      )) as [{ 'QUERY PLAN': { Plan: Plan; 'Execution Time': number }[] }];
      const [{ Plan: plan, 'Execution Time': ms }] = plans as [{ Plan: Plan; 'Execution Time': number }];
      const cost = {
        rows: rowsOf(plan),
        buffers: plan['Shared Hit Blocks'] + plan['Shared Read Blocks'],
        ms: round(ms, 2),
      };
      if (process.env.BENCH_VERBOSE)
        process.stderr.write(
          `${figure} ${JSON.stringify(cost)} ${statement.text.trim().slice(0, 90).replace(/\s+/g, ' ')}\n`,
        );
      total.rows += cost.rows;
      total.buffers += cost.buffers;
      total.ms += cost.ms;
    }
    await client.query('ROLLBACK');
  } finally {
    client.release();
    await pool.end();
  }
  const roundTrips = tape.flat(1).length;
  const { rows, buffers, statements } = total;
  report({
    name: 'cost',
    figure,
    value: rows,
    unit: 'rows touched',
    buffers,
    statements,
    roundTrips,
    ms: round(total.ms, 2),
  });
}

/** What scans read, including what their filter then dropped; rows inside functions are counted by their buffers only. */
function rowsOf(plan: Plan): number {
  const own = /Scan|ModifyTable/.test(plan['Node Type'])
    ? (plan['Actual Rows'] + (plan['Rows Removed by Filter'] ?? 0)) * plan['Actual Loops']
    : 0;
  return (plan.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), round(own));
}
