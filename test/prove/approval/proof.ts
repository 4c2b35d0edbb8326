import fc from 'fast-check';
import pg from 'pg';
import { DomainError, newId, type Actor } from '#libs/kernel';
import { approvalOffice, GONGYI, layRoute, type ApprovalOffice } from '../../support/approval-office.js';
import { CASES, MIXED, type Case } from './cases.js';
import { gatherPeople, seesCase } from './people.js';
import { Model, type Order, type Person } from './model.js';

export interface ProofOptions {
  seed: number;
  /** How many orders are given, done and refused ones together. */
  steps: number;
}

export interface ProofResult {
  steps: number;
  done: number;
  /** How often each code was the answer. */
  refused: Record<string, number>;
  /** What an approval came to, or was when its orders ran out. */
  ended: Record<string, number>;
  /** The first counterexample, shrunk. */
  violations: string[];
}

interface Move {
  kind: 'decide' | 'resubmit' | 'recall' | 'nextDay';
  /** Who: an index into one of the crowds. */
  who: number;
  crowd: keyof typeof CROWDS;
  order: Order;
}

const LONGEST = 150;

/**
 * Random orders by random people, to the engine on a real database and to the model, side by side. After each: the same answer, and
 * the same state. After each approval: the invariants, asked of the database.
 */
export async function proveApproval({ seed, steps }: ProofOptions): Promise<ProofResult> {
  const office = await approvalOffice();
  await layRoute(office, 'change', MIXED);
  // One connection for all the looking; office.db opens one for each question.
  const looking = new pg.Client({ connectionString: office.db.ownerUrl });
  await looking.connect();
  const proof = new Proof(office, looking, await gatherPeople(office), steps);
  try {
    const property = fc.asyncProperty(
      fc.nat(CASES.length - 1),
      fc.array(anyMove, { minLength: 8, maxLength: LONGEST }),
      (at, moves) => proof.play(CASES[at]!, moves),
    );
    const details = await fc.check(property, { seed, numRuns: steps, endOnFailure: false });
    if (details.failed) proof.result.violations.push(fc.defaultReportMessage(details) ?? 'failed');
    return proof.result;
  } finally {
    await looking.end();
    await office.close();
  }
}

/** Mostly people who may, so that approvals get far; enough of those who should not, to see them refused. */
const CROWDS = {
  able: (model: Model, person: Person) => model.canAct(person),
  insiders: (model: Model, { organisation }: Person) => model.openDesks().includes(organisation),
  hats: (model: Model, { name, organisation }: Person) =>
    name.startsWith('hat.') && model.openDesks().includes(organisation),
  everybody: () => true,
};

const keys = [
  'owner',
  'county_lead',
  'county_finance',
  'county_joint',
  'city_lead',
  'city_cc',
  'province_joint',
  'nowhere',
];
const opinion = fc.constantFrom('材料不全，请补充', '请核对投资', '同意', '拟同意', '建议会签', undefined);
const anyOrder: fc.Arbitrary<Order> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ outcome: fc.constant('approve' as const), opinion }) },
  {
    weight: 6,
    arbitrary: fc.record({
      outcome: fc.constant('return' as const),
      opinion,
      returnTo: fc.constantFrom(...keys, 'city_lead', 'city_lead', 'county_finance', undefined, undefined),
      resumeAt: fc.option(fc.constantFrom('here' as const, 'start' as const), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ outcome: fc.constant('reject' as const), opinion }) },
  { weight: 1, arbitrary: fc.constant({ outcome: 'approve' as const, returnTo: 'owner' }) },
);
const anyMove: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    { weight: 60, arbitrary: fc.constant('decide' as const) },
    { weight: 3, arbitrary: fc.constant('resubmit' as const) },
    { weight: 1, arbitrary: fc.constant('recall' as const) },
    { weight: 2, arbitrary: fc.constant('nextDay' as const) },
  ),
  who: fc.nat(10_000),
  crowd: fc.oneof(
    { weight: 12, arbitrary: fc.constant('able' as const) },
    { weight: 2, arbitrary: fc.constant('hats' as const) },
    { weight: 2, arbitrary: fc.constant('insiders' as const) },
    { weight: 1, arbitrary: fc.constant('everybody' as const) },
  ),
  order: anyOrder,
});

class Proof {
  readonly result: ProofResult = { steps: 0, done: 0, refused: {}, ended: {}, violations: [] };
  private readonly actors = new Map<string, Actor>();

  constructor(
    private readonly office: ApprovalOffice,
    private readonly looking: pg.Client,
    private readonly everybody: readonly Person[],
    private readonly wanted: number,
  ) {}

  async play(the: Case, moves: readonly Move[]): Promise<void> {
    if (this.result.steps >= this.wanted) return;
    const owner = `owner.${the.place}.1`;
    const people = this.everybody.map((one) => ({ ...one, sees: seesCase(one.organisation, the.place, owner) }));
    // Of the two who can file, one may also sit at a desk: what he filed he must never decide.
    const filers = people.filter((one) => one.organisation === owner);
    const filer = filers[moves[0]!.who % filers.length]!;
    const { id, subject, facts } = await this.file(the, filer);
    const model = new Model(the.route, filer.personId);
    await this.compare(id, model);
    for (const move of moves) {
      if (this.result.steps >= this.wanted) break;
      const again = filers[move.who % filers.length]!;
      await this.order(move, {
        model: () => this.onPaper(model, move, people, again),
        engine: async (person) => {
          const { database, approvals } = this.office;
          const actor = await this.actorOf(person ?? again);
          if (move.kind === 'decide') await approvals.decide(actor, id, move.order);
          else if (move.kind === 'recall') await database.run(actor, (tx) => approvals.recallIn(tx, subject));
          else await database.run(actor, (tx) => approvals.resubmitIn(tx, subject, facts));
        },
      });
      await this.compare(id, model);
      if (!model.canMove(people)) throw new Error(`nobody can act any more: ${model.picture().join(' | ')}`);
    }
    await this.invariants(id, model);
    this.result.ended[model.status] = (this.result.ended[model.status] ?? 0) + 1;
  }

  private onPaper(model: Model, move: Move, people: readonly Person[], again: Person): [string | undefined, Person?] {
    if (move.kind === 'resubmit') return [model.resubmit(again.personId)];
    if (move.kind === 'recall') return [model.recall()];
    const crowd = people.filter((one) => CROWDS[move.crowd](model, one));
    const among = crowd.length > 0 ? crowd : people;
    const person = among[move.who % among.length]!;
    return [model.decide(person, move.order), person];
  }

  private async order(
    move: Move,
    on: { model: () => [string | undefined, Person?]; engine: (person?: Person) => Promise<void> },
  ): Promise<void> {
    if (move.kind === 'nextDay') return void this.office.clock.advance({ days: 1 });
    this.result.steps += 1;
    const [expected, person] = on.model();
    const answer = await on.engine(person).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof DomainError) return error.code;
        throw error;
      },
    );
    const who = person?.name ?? 'the filer';
    if (answer !== expected)
      throw new Error(`${move.kind} by ${who}: the engine says ${answer ?? 'done'}, the model ${expected ?? 'done'}`);
    if (answer === undefined) this.result.done += 1;
    else this.result.refused[answer] = (this.result.refused[answer] ?? 0) + 1;
  }

  private async file(the: Case, filer: Person): ReturnType<ApprovalOffice['file']> {
    const { approvals, database } = this.office;
    const actor = await this.actorOf(filer);
    const facts = { ...GONGYI, ...the.facts };
    const subject = { type: the.type, id: newId() };
    const { id } = await database.run(actor, (tx) =>
      approvals.openIn(tx, {
        subject,
        projectId: null,
        title: '随机',
        ownerOrganisationId: actor.organisationId,
        filedBy: actor.personId,
        facts,
      }),
    );
    return { id, subject, facts };
  }

  private async actorOf({ name }: Person): Promise<Actor> {
    const known = this.actors.get(name);
    if (known) return known;
    const actor = await this.office.actor(name);
    this.actors.set(name, actor);
    return actor;
  }

  /** The same states, and a running clock wherever somebody has to act. */
  private async compare(id: string, model: Model): Promise<void> {
    const row = await this.ask<{ status: string; round: number; picture: string[]; clockless: number }>(
      'compare',
      `select a.status, a.round,
              coalesce((select array_agg(s.seq || ' ' || s.key || ':' || s.status || s.desks order by s.seq) from (
                select s.seq, s.key, s.status, coalesce((select string_agg(' ' || o.code || '=' || t.status, '' order by o.code)
                          from approval_task t join organisation o on o.id = t.organisation_id where t.step_id = s.id), '') as desks
                  from approval_step s where s.approval_id = a.id and s.status in ('planned','skipped','copied','open','approved')) s),
                '{}') as picture,
              (select count(*)::int from approval_step s left join approval_task t on t.step_id = s.id
                where s.approval_id = a.id and s.status = 'open' and (s.due_on is null or t.due_on is null)) as clockless
         from approval a where a.id = $1`,
      id,
    );
    const expected = [model.status, model.round, ...model.picture()].join('\n');
    const found = [row.status, row.round, ...row.picture].join('\n');
    if (found !== expected) throw new Error(`the engine has\n${found}\nthe model\n${expected}`);
    if (row.clockless > 0) throw new Error('an open step has no running clock');
  }

  private async invariants(id: string, model: Model): Promise<void> {
    const row = await this.ask<Record<'audit' | 'filed' | 'twice' | 'open', number>>(
      'invariants',
      `select (select count(*)::int from audit_entry e where e.subject_type = 'approval' and e.subject_id::text = $1::text) as audit,
              (select count(*)::int from approval_decision d join approval a on a.id = d.approval_id
                where a.id = $1::uuid and d.person_id = any (d.filers)) as filed,
              (select count(*)::int from (select 1 from approval_decision where approval_id = $1::uuid and act = 'decide'
                group by round, person_id having count(*) > 1) t) as twice,
              (select count(*)::int from approval_step where approval_id = $1::uuid and status = 'open') as open`,
      id,
    );
    const { audit, filed, twice, open } = row;
    if (audit !== model.done) throw new Error(`${model.done} actions left ${audit} audit rows`);
    if (filed > 0) throw new Error('somebody decided on what they filed');
    if (twice > 0) throw new Error('somebody decided twice in a round');
    if (open !== (model.status === 'pending' ? 1 : 0)) throw new Error(`${open} steps are open while ${model.status}`);
  }

  private async ask<R extends pg.QueryResultRow>(name: string, text: string, id: string): Promise<R> {
    return (await this.looking.query<R>({ name, text, values: [id] })).rows[0]!;
  }
}
