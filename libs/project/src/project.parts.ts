import type { FundSource } from '#libs/kernel';
import type { Reader, Tx } from '#libs/platform';
import type { BudgetLine, OutputLine } from './project.rules.js';

/** The lists that belong to a project row; each is written as a whole, so a statement per list and not per line. */
const PARTS = `select
  coalesce((select json_agg(json_build_object('source', b.source, 'year', b.year, 'amount', b.amount_fen::text)
    order by b.year, b.source) from project_budget b where b.project_id = $1), '[]') as budget,
  coalesce((select json_agg(json_build_object('metric', o.metric, 'unit', o.unit, 'plannedValue', o.planned_value::text)
    order by o.metric) from project_output o where o.project_id = $1), '[]') as outputs,
  coalesce((select json_agg(distinct f.kind) from file f where f.project_id = $1), '[]') as documents`;

const WRITE_BUDGET = `insert into project_budget (project_id, source, year, amount_fen)
  select $1, source, year, amount from unnest($2::text[], $3::int[], $4::bigint[]) as line (source, year, amount)`;
const WRITE_OUTPUTS = `insert into project_output (project_id, metric, unit, planned_value)
  select $1, metric, unit, planned from unnest($2::text[], $3::text[], $4::numeric[]) as line (metric, unit, planned)`;

export interface Parts {
  budget: BudgetLine[];
  outputs: OutputLine[];
  documents: ReadonlySet<string>;
}

export async function readPartsIn(r: Reader | Tx, projectId: string): Promise<Parts> {
  const row = (await r.one<{
    budget: { source: FundSource; year: number; amount: string }[];
    outputs: OutputLine[];
    documents: string[];
  }>(PARTS, [projectId]))!;
  return {
    budget: row.budget.map((line) => ({ ...line, amount: BigInt(line.amount) })),
    outputs: row.outputs,
    documents: new Set(row.documents),
  };
}

export async function replaceBudgetIn(tx: Tx, projectId: string, lines: readonly BudgetLine[]): Promise<void> {
  await tx.query('delete from project_budget where project_id = $1', [projectId]);
  if (lines.length === 0) return;
  const columns = [lines.map((l) => l.source), lines.map((l) => l.year), lines.map((l) => l.amount.toString())];
  await tx.query(WRITE_BUDGET, [projectId, ...columns]);
}

export async function replaceOutputsIn(tx: Tx, projectId: string, lines: readonly OutputLine[]): Promise<void> {
  await tx.query('delete from project_output where project_id = $1', [projectId]);
  if (lines.length === 0) return;
  const columns = [lines.map((l) => l.metric), lines.map((l) => l.unit), lines.map((l) => l.plannedValue)];
  await tx.query(WRITE_OUTPUTS, [projectId, ...columns]);
}

const COUNT_UP = `insert into project_counter as c (key, last) values ($1, 1)
  on conflict (key) do update set last = c.last + 1 returning last`;

/** The next number of a series; two transactions wait for each other on the series' row, so none is given twice. */
export async function nextIn(tx: Tx, key: string): Promise<number> {
  return (await tx.one<{ last: number }>(COUNT_UP, [key]))!.last;
}
