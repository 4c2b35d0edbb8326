import { fork, spawnSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { freePort } from '../../tools/embedded/cluster.js';
import { tokenOf } from '../support/cast.js';
import { copies, DECIDER, DECISION, LIST_QUERY, openProposed, READER, record } from './desks.js';
import { median, report, round } from './report.js';
import { setScene, type Scene } from './scene.js';
import { services } from './tape.js';

const CLIENTS = [1, 8, 32];
const KINDS = (process.env.BENCH_KINDS?.split(',') ?? ['detail', 'list', 'decision']) as Kind[];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
/** Decisions of one run: each approval is decided once. */
const DECISIONS = (clients: number): number => (clients === 1 ? 400 : 1200);

type Kind = 'detail' | 'list' | 'decision';
type Side = 'api' | 'bare';

const children: ChildProcess[] = [];

/** Requests per second of the built API and of a bare server with the same SQL, by turns, from this third process. */
export async function benchHttp(): Promise<void> {
  const scene = await setScene();
  try {
    const projects = await visibleProjects(scene);
    const app = await services(scene);
    const tapes = await record(app, scene, projects);
    const model = await openProposed(app, projects[3]!);
    await app.close();
    const file = join(scene.directory, 'tapes.json');
    writeFileSync(file, JSON.stringify(tapes));
    if (process.env.BENCH_TAPES) writeFileSync(process.env.BENCH_TAPES, JSON.stringify(tapes, null, 1));
    const runs = CLIENTS.map(DECISIONS).reduce((a, b) => a + b, 0);
    const approvals = await copies(scene, model, runs * 2 * ROUNDS + 2 * WARM_UP);
    await scene.arrange('delete from outbox');
    await scene.arrange('vacuum analyze');
    const urls = { bare: await launch('test/bench/bare.js', [file], scene), api: await launchApi(scene) };
    for (const side of ['api', 'bare'] as const) await warmUp(urls[side], projects, approvals);
    for (const kind of KINDS) {
      for (const clients of CLIENTS) await compare(scene, kind, clients, urls, projects, approvals);
    }
  } finally {
    for (const child of children) child.kill('SIGTERM');
    for (const child of children) if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    await scene.close();
  }
}

async function visibleProjects(scene: Scene): Promise<string[]> {
  const rows = await scene.arrange<{ id: string }>(
    `select id from project where city_code = '410100' and status = 'implementing' order by id limit 1000`,
  );
  return rows.map((row) => row.id);
}

/** A, B, A, B: what else the machine does falls on both. */
async function compare(
  scene: Scene,
  kind: Kind,
  clients: number,
  urls: Record<Side, string>,
  projects: readonly string[],
  approvals: string[],
): Promise<void> {
  const rates: Record<Side, number[]> = { api: [], bare: [] };
  const slow: Record<Side, number[]> = { api: [], bare: [] };
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    for (const side of ['api', 'bare'] as const) {
      const { rate, p99 } = await load(urls[side], kind, clients, projects, approvals);
      rates[side].push(rate);
      slow[side].push(p99);
      if (kind === 'decision') await scene.arrange('delete from outbox');
    }
  }
  const [api, bare] = [median(rates.api), median(rates.bare)];
  const ratio = round(api / bare, 3);
  const common = { name: 'http', unit: 'requests/s', clients, projects: projects.length };
  report({
    ...common,
    figure: kind,
    value: round(api),
    ratio,
    p99: median(slow.api),
    runs: rates.api.map((r) => round(r)),
  });
  report({
    ...common,
    figure: `${kind}, bare`,
    value: round(bare),
    p99: median(slow.bare),
    runs: rates.bare.map((r) => round(r)),
  });
}

const WARM_UP = 500;

async function warmUp(url: string, projects: readonly string[], approvals: string[]): Promise<void> {
  await load(url, 'detail', 8, projects, approvals, 3000);
  await load(url, 'list', 8, projects, approvals, 2000);
  await load(url, 'decision', 8, projects, approvals, WARM_UP);
}

async function load(
  url: string,
  kind: Kind,
  clients: number,
  projects: readonly string[],
  approvals: string[],
  amount = kind === 'decision' ? DECISIONS(clients) : undefined,
): Promise<{ rate: number; p99: number }> {
  let turn = 0;
  const path = (): string => {
    turn += 1;
    if (kind === 'detail') return `/api/v1/projects/${projects[turn % projects.length]}`;
    if (kind === 'list') return `/api/v1/projects?${LIST_QUERY}`;
    const id = approvals.pop();
    if (!id) throw new Error('no approval is left to decide');
    return `/api/v1/approvals/${id}/decisions`;
  };
  const token = tokenOf(kind === 'decision' ? DECIDER : READER);
  const body = JSON.stringify(DECISION);
  let refused = '';
  const started = performance.now();
  let last = started;
  const result = await autocannon({
    url,
    connections: clients,
    ...(amount ? { amount } : { duration: SECONDS }),
    headers: { authorization: `Bearer ${token}` },
    requests: [
      {
        method: kind === 'decision' ? 'POST' : 'GET',
        ...(kind === 'decision'
          ? { body, headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` } }
          : {}),
        setupRequest: (request) => ({ ...request, path: path() }),
        onResponse: (status, text) => {
          last = performance.now();
          if (status >= 300) refused = `${status} ${text}`;
        },
      },
    ],
  });
  if (result.non2xx + result.errors + result.timeouts > 0)
    throw new Error(
      `${kind}: ${result.non2xx} answers were not 2xx (${refused}), ${result.errors} errors of ${result['2xx']} at ${url}`,
    );
  // By our own clock: autocannon looks at its once a second, long after the last answer of a fixed amount.
  const rate = amount ? result['2xx'] / ((last - started) / 1000) : result.requests.total / result.duration;
  return { rate, p99: result.latency.p99 };
}

const env = (scene: Scene, more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
  ...process.env,
  NODE_ENV: 'production',
  DATABASE_URL: scene.urls.app,
  DATA_DIR: scene.directory,
  LOG_LEVEL: 'error',
  PORT: '0',
  RATE_LIMIT_PER_MINUTE: '0',
  LOGIN_LIMIT_PER_MINUTE: '0',
  ...more,
});

/** With Redis jobs are the worker's (which is not started), as in production; without it the API delivers by the way. */
async function launchApi(scene: Scene): Promise<string> {
  let redis: string | undefined;
  if (!process.env.BENCH_NO_REDIS && spawnSync('redis-server', ['--version']).status === 0) {
    const port = await freePort();
    const server = spawn('redis-server', ['--port', String(port), '--save', '', '--dir', scene.directory], {
      stdio: 'ignore',
    });
    children.push(server);
    await sleep(500);
    redis = `redis://127.0.0.1:${port}`;
  }
  report({ name: 'http', figure: 'jobs in the API process', value: redis ? 0 : 1, unit: '' });
  return launch('apps/api/src/main.js', [], scene, redis ? { REDIS_URL: redis } : {});
}

async function launch(file: string, args: string[], scene: Scene, more: NodeJS.ProcessEnv = {}): Promise<string> {
  const child = fork(join('dist', file), args, {
    env: env(scene, more),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  const [message] = (await once(child, 'message')) as [{ ready: string }];
  return message.ready;
}
