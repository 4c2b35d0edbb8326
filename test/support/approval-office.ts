import { Test } from '@nestjs/testing';
import { FixedClock, newId, type Actor, type CalendarDate } from '#libs/kernel';
import {
  approvalEntities,
  ApprovalModule,
  ApprovalReading,
  ApprovalUrging,
  Approvals,
  type ApprovalRef,
  type DecisionInput,
  type OutcomeHandler,
  type RouteDefinition,
  type RouteFacts,
  type StepDefinition,
  type StepDecision,
  type Subject,
  type SubjectType,
} from '#libs/approval';
import { IdentityModule, Sessions } from '#libs/identity';
import { CLOCK, Database, loadConfig, PlatformModule, type Tx } from '#libs/platform';

import { insertCast, tokenOf, type Cast } from './cast.js';
import { testDatabase, type TestDatabase } from './database.js';

interface Heard {
  what: 'approved' | 'returned' | 'rejected' | 'recalled';
  id: string;
  opinion?: string;
  correctionDue?: CalendarDate;
}

/** The engine with nothing above it, and a subject that only listens. */
export interface ApprovalOffice {
  approvals: Approvals;
  reading: ApprovalReading;
  urging: ApprovalUrging;
  database: Database;
  clock: FixedClock;
  db: TestDatabase;
  cast: Cast;
  heard: Heard[];
  decided: StepDecision[];
  /** What the subject's lib does with an outcome; a test may let it fail. */
  onOutcome: { current: (approval: ApprovalRef, tx: Tx) => unknown };
  actor(username: string): Promise<Actor>;
  file(input?: { facts?: Partial<RouteFacts>; type?: SubjectType; by?: string; id?: string }): Promise<Filed>;
  /** Everybody of a list decides in turn; `approve` unless said otherwise. */
  walk(id: string, who: readonly string[], input?: DecisionInput): Promise<void>;
  decide(username: string, id: string, input?: DecisionInput): ReturnType<Approvals['decide']>;
  /** `key:status` of the runs that count, in order. */
  steps(id: string): Promise<string[]>;
  status(id: string): Promise<string>;
  close(): Promise<void>;
}

export interface Filed {
  id: string;
  subject: Subject;
  facts: RouteFacts;
}

/** A 04-2 project of 巩义 that asks for central money, as the category configuration describes it. */
export const GONGYI: RouteFacts = {
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

export const JIYUAN: Partial<RouteFacts> = { regionCode: '419001', cityCode: null, countyCode: '419001' };

/** The two persons at a desk, proposer first. */
export const desk = (place: string): string[] =>
  place.includes('.finance.')
    ? [`${place}.finance_officer`, `${place}.finance_approver`]
    : [`${place}.reviewer`, `${place}.approver`];

export async function approvalOffice(): Promise<ApprovalOffice> {
  const clock = new FixedClock('2026-03-16T02:00:00Z');
  const db = await testDatabase();
  const cast = await insertCast(db, clock.now());
  const config = loadConfig({ DATABASE_URL: db.url, DATABASE_POOL: '12', LOG_LEVEL: 'silent' });
  const platform = PlatformModule.forRoot(config, approvalEntities, { name: 'api', runsJobs: false });
  const module = await Test.createTestingModule({ imports: [platform, IdentityModule, ApprovalModule] })
    .overrideProvider(CLOCK)
    .useValue(clock)
    .compile();
  await module.init();
  const approvals = module.get(Approvals);
  const reading = module.get(ApprovalReading);
  const database = module.get(Database);
  const sessions = module.get(Sessions);
  const heard: Heard[] = [];
  const decided: StepDecision[] = [];
  const onOutcome: ApprovalOffice['onOutcome'] = { current: () => undefined };
  for (const type of ['application', 'progress_report', 'change', 'allocation'] as const)
    approvals.register(listener(type, { heard, decided, onOutcome }));

  const actor = async (username: string): Promise<Actor> =>
    (await sessions.resolve(tokenOf(username), `test-${username}`))!.actor;
  const decide: ApprovalOffice['decide'] = async (username, id, input = { outcome: 'approve' }) =>
    approvals.decide(await actor(username), id, input);
  return {
    approvals,
    reading,
    urging: module.get(ApprovalUrging),
    database,
    clock,
    db,
    cast,
    heard,
    decided,
    onOutcome,
    actor,
    decide,
    async file({ facts: changes = {}, type = 'application', by = 'owner.gongyi.1.filer', id = newId() } = {}) {
      const filer = await actor(by);
      const facts = { ...GONGYI, ...changes };
      const subject = { type, id };
      const opened = await database.run(filer, (tx) =>
        approvals.openIn(tx, {
          subject,
          projectId: null,
          title: '巩义市污水处理厂二期',
          ownerOrganisationId: by.startsWith('owner.') ? filer.organisationId : null,
          filedBy: filer.personId,
          facts,
        }),
      );
      return { id: opened.id, subject, facts };
    },
    async walk(id, who, input) {
      for (const name of who) await decide(name, id, input);
    },
    async steps(id) {
      const rows = await db.query<{ text: string }>(
        `select key || ':' || status as text from approval_step
          where approval_id = $1 and status not in ('closed', 'superseded', 'returned') order by seq`,
        [id],
      );
      return rows.map((row) => row.text);
    },
    async status(id) {
      return (await db.query<{ status: string }>('select status from approval where id = $1', [id]))[0]!.status;
    },
    async close() {
      await module.close();
      await db.drop();
    },
  };
}

/** A newer route of a subject, for tests of what routes can say: its steps come whatever the facts are. */
export async function layRoute({ db }: ApprovalOffice, type: SubjectType, steps: StepDefinition[]): Promise<void> {
  const definition: RouteDefinition = {
    correctionWorkingDays: 5,
    limits: { province: 10, city: 5, county: 5, finance: 3 },
    rules: [{ when: {}, because: { zh: '测试', en: 'a test' }, steps }],
  };
  await db.query(
    `insert into approval_route (id, subject_type, version, definition, valid_from, created_by, created_at)
     select gen_random_uuid(), subject_type, version + 1, $2, '2020-01-01', created_by, created_at
       from approval_route where subject_type = $1 order by version desc limit 1`,
    [type, JSON.stringify(definition)],
  );
}

function listener(type: SubjectType, office: Pick<ApprovalOffice, 'heard' | 'decided' | 'onOutcome'>): OutcomeHandler {
  const hear =
    (what: Heard['what']) =>
    async (tx: Tx, approval: ApprovalRef, info?: { opinion: string; correctionDue?: CalendarDate }): Promise<void> => {
      await office.onOutcome.current(approval, tx);
      office.heard.push({ what, id: approval.id, ...info });
    };
  return {
    type,
    approved: hear('approved'),
    returned: hear('returned'),
    rejected: hear('rejected'),
    recalled: hear('recalled'),
    decided: (_tx, _approval, decision) => {
      office.decided.push(decision);
      return Promise.resolve();
    },
  };
}
