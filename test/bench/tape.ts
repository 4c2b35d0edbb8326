import pg from 'pg';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { loadConfig } from '#libs/platform';
import { AppModule } from '../../apps/api/src/app.module.js';
import type { Scene } from './scene.js';

/** A value of a statement: as it is, or what the player fills in for each request. */
export type Value =
  | null
  | number
  | boolean
  | string
  | { list: Value[] }
  | { fill: 'now' | 'token' }
  /** Text with `{id}`, `{step:2}`, `{task:2:<organisation>}`, `{new:0}` … in it. */
  | { text: string };

export interface Statement {
  text: string;
  values: Value[];
}

/** Statements sent together, without waiting for an answer in between. */
export type Group = Statement[];

/** What one borrowed connection is used for. */
export type Segment = Group[];
export type Tape = Segment[];

interface Sent {
  text: string;
  values: readonly unknown[];
  client: unknown;
  startsGroup: boolean;
}

type Query = (this: unknown, ...args: unknown[]) => unknown;
let sent: Sent[] | undefined;
let answered = true;

const statement = (first: unknown): { text: string; values?: unknown[] } =>
  typeof first === 'string' ? { text: first } : (first as { text: string; values?: unknown[] });

/** Listens at the driver, so that what is replayed is what was sent, to the letter. */
function listen(): void {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const query = prototype.query;
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const answer = query.apply(this, args);
    if (sent && args[0]) {
      const { text, values = (args[1] as unknown[] | undefined) ?? [] } = statement(args[0]);
      sent.push({ text, values, client: this, startsGroup: answered });
      answered = false;
      void Promise.resolve(answer).then(
        () => (answered = true),
        () => (answered = true),
      );
    }
    return answer;
  };
}
listen();

export async function recording<T>(work: () => Promise<T>): Promise<{ result: T; sent: Sent[] }> {
  sent = [];
  answered = true;
  try {
    const result = await work();
    return { result, sent };
  } finally {
    sent = undefined;
  }
}

const BEGINS = /^\s*(BEGIN$|select set_config\('app\.scope', \$1, false\))/;

/** @param names what stands for which id; an id that is neither here nor in `constants` was made for this request */
export function tapeOf(all: readonly Sent[], names: ReadonlyMap<string, string>, constants: ReadonlySet<string>): Tape {
  const tape: Tape = [];
  const made = new Map<string, string>();
  const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
  const valueOf = (value: unknown): Value => {
    if (value === null || value === undefined) return null;
    if (value instanceof Date) return { fill: 'now' };
    if (Buffer.isBuffer(value)) return { fill: 'token' };
    if (Array.isArray(value)) return { list: value.map(valueOf) };
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    const plain = String(value);
    const text = plain.replace(UUID, (id) => {
      const name = names.get(id) ?? (constants.has(id) ? undefined : made.get(id));
      if (name) return `{${name}}`;
      if (constants.has(id)) return id;
      made.set(id, `new:${made.size}`);
      return `{${made.get(id)}}`;
    });
    return text === plain ? plain : { text };
  };
  for (const { text, values, startsGroup } of all) {
    if (BEGINS.test(text) || tape.length === 0) tape.push([[]]);
    const segment = tape.at(-1)!;
    if (startsGroup && segment.at(-1)!.length > 0) segment.push([]);
    segment.at(-1)!.push({ text, values: values.map(valueOf) });
  }
  return tape;
}

/** The services of the product, without HTTP and without jobs. */
export function services(scene: Scene): Promise<INestApplicationContext> {
  const config = loadConfig({ DATABASE_URL: scene.urls.app, DATA_DIR: scene.directory, LOG_LEVEL: 'error' });
  return NestFactory.createApplicationContext(AppModule.forRoot(config, { name: 'tool', runsJobs: false }), {
    logger: ['error', 'fatal'],
  });
}
