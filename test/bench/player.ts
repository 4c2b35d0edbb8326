import type { Pool, PoolClient } from 'pg';
import { newId } from '#libs/kernel';
import { execute, inOneWrite } from '#libs/platform';
import type { Segment, Statement, Tape, Value } from './tape.js';

interface LockedState {
  projectId: string | null;
  subject: { id: string };
  status: string;
  version: number;
  steps: { id: string; seq: number; tasks: { id: string; organisationId: string }[] }[];
}

/** What is known of one request; the answer of approval_lock() adds the ids of steps and desks. */
export class Request {
  private readonly names = new Map<string, string>();
  readonly now = new Date();

  constructor(
    id: string,
    private readonly token: Buffer,
  ) {
    this.names.set('id', id);
    this.names.set('request', newId());
  }

  learn(state: LockedState): void {
    this.names.set('project', state.projectId ?? '');
    this.names.set('subject', state.subject.id);
    for (const step of state.steps) {
      this.names.set(`step:${step.seq}`, step.id);
      for (const task of step.tasks) this.names.set(`task:${step.seq}:${task.organisationId}`, task.id);
    }
  }

  valueOf(value: Value): unknown {
    if (value === null || typeof value !== 'object') return value;
    if ('list' in value) return value.list.map((item) => this.valueOf(item));
    if ('fill' in value) return value.fill === 'now' ? this.now : this.token;
    return value.text.replace(/\{([a-z]+(?::[0-9a-f-]+)*)\}/g, (_, name: string) => {
      let known = this.names.get(name);
      if (known === undefined) {
        if (!name.startsWith('new:')) throw new Error(`nothing stands for ${name}`);
        this.names.set(name, (known = newId()));
      }
      return known;
    });
  }
}

export type Row = Record<string, unknown>;

export const isPlain = ({ text }: Statement): boolean => /^(BEGIN|COMMIT)$/.test(text);

/** Sends each group in one write and waits for its answers, as the product does. Answers the rows of the last that had any. */
async function playSegment(client: PoolClient, segment: Segment, request: Request): Promise<Row[]> {
  let rows: Row[] = [];
  for (const group of segment) {
    inOneWrite(client);
    const answers = await Promise.all(
      group.map((statement) =>
        isPlain(statement)
          ? client.query(statement.text).then(() => [] as Row[])
          : execute<Row>(
              client,
              statement.text,
              statement.values.map((value) => request.valueOf(value)),
            ),
      ),
    );
    for (const answer of answers) if (answer.length > 0) rows = answer;
    const state = rows[0]?.state as LockedState | undefined;
    if (state?.steps) {
      if (state.status !== 'pending') throw new Error('decided already');
      request.learn(state);
    }
  }
  return rows;
}

/** One request: each segment on a connection of the pool. The first asks who is there. */
export async function play(pool: Pool, tape: Tape, request: Request): Promise<Row[]> {
  let rows: Row[] = [];
  for (const segment of tape) {
    const client = await pool.connect();
    try {
      rows = await playSegment(client, segment, request);
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
    if (segment === tape[0] && rows.length === 0) throw new Error('not authenticated');
  }
  return rows;
}
