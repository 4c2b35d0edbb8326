import { splitByWeights, yearOf, type Actor, type Fen } from '#libs/kernel';
import {
  Allocations,
  Contracts,
  Disbursements,
  FundPools,
  Payments,
  ProjectMoney,
  type ContractView,
} from '#libs/funding';
import { Approvals } from '#libs/approval';
import { Database } from '#libs/platform';
import { SYSTEM_ACTOR } from '#libs/kernel';
import type { ProjectPlan } from './plan.js';
import type { Life, World } from './world.js';

const PUBLIC = ['central', 'province', 'city', 'county'] as const;
type PublicSource = (typeof PUBLIC)[number];
const isPublic = (source: string): source is PublicSource => (PUBLIC as readonly string[]).includes(source);

const FUNDS: Record<PublicSource, string> = {
  central: '中央生态环境保护专项资金',
  province: '省级环境污染防治资金',
  city: '市级生态环境专项资金',
  county: '县级配套资金',
};
const TOTALS: Record<PublicSource, Fen> = {
  central: 800_000_000_000n,
  province: 500_000_000_000n,
  city: 100_000_000_000n,
  county: 400_000_000_000n,
};

export interface Line {
  id: string;
  amount: Fen;
}

/** Pools come into being when the first project needs them. */
export class Treasury {
  private readonly pools = new Map<string, Promise<string>>();
  private documents = 0;
  private vouchers = 0;

  constructor(private readonly w: World) {}

  amounts(plan: ProjectPlan): { source: ProjectPlan['shares'][number][0]; amount: Fen }[] {
    const parts = splitByWeights(
      plan.investment,
      plan.shares.map(([, share]) => share),
    );
    return plan.shares.map(([source], i) => ({ source, amount: parts[i]! }));
  }

  /** Public money is allocated, own money is proven: then the project may start. */
  async *provide(id: string, name: string, plan: ProjectPlan, owner: Actor, lines: Line[]): Life {
    for (const { source, amount } of this.amounts(plan)) {
      if (!isPublic(source)) {
        const fileIds = await this.w.attach(owner, id, [{ kind: 'funding_proof', name: '资金证明.pdf' }]);
        const note = '银行存款证明';
        await this.w.get(ProjectMoney).prove(owner, id, { source: source as 'own', amount, note, fileIds });
        continue;
      }
      const finance = this.financeOf(source, plan);
      const officer = this.w.people.who(finance, 'finance_officer');
      const poolId = await this.pool(source, finance, officer);
      const allocation = await this.w.get(Allocations).create(officer, {
        poolId,
        documentNo: this.document('财建', this.w.day()),
        issuedOn: this.w.day(),
        title: `关于下达${name}资金的通知`,
        lines: [{ projectId: id, amount }],
      });
      await this.w.get(Allocations).act(officer, allocation.id, 'submit');
      yield* this.w.approve({ type: 'allocation', id: allocation.id }, this.w.day());
      lines.push({ id: allocation.lines[0]!.id, amount });
    }
  }

  async sign(owner: Actor, id: string, plan: ProjectPlan): Promise<ContractView> {
    return this.w.get(Contracts).create(owner, id, {
      number: `HT-${this.w.day().slice(0, 4)}-${String(plan.sequence).padStart(4, '0')}`,
      title: '工程总承包合同',
      party: this.w.dice.pick([
        '河南省水利第一工程局',
        '中原环保建设有限公司',
        '河南城建集团有限公司',
        '中铁十五局集团有限公司',
      ]),
      amount: (plan.investment * 95n) / 100n,
      signedOn: this.w.day(),
    });
  }

  /** A share of a line against what is settled by then: owner, lead department, finance officer, finance approver. */
  async *pay(
    owner: Actor,
    id: string,
    plan: ProjectPlan,
    contract: ContractView,
    payment: { line: Line; percent: bigint; settledPercent: bigint; milestoneIds: string[]; turn: number },
  ): Life {
    const { line, percent, settledPercent, milestoneIds, turn } = payment;
    const fileIds = await this.w.attach(owner, id, [{ kind: 'invoice', name: `发票${turn}.pdf` }]);
    const [known] = (await this.w.get(Contracts).list(owner, id)).items.filter((c) => c.id === contract.id);
    const settled = (contract.amount * settledPercent) / 100n;
    if (known!.settled < settled)
      await this.w.get(Contracts).settle(owner, contract.id, known!.version, { settled, fileIds });
    const request = await this.w.get(Disbursements).request(owner, id, {
      lineId: line.id,
      contractId: contract.id,
      amount: (line.amount * percent) / 100n,
      invoiceNo: `${String(plan.sequence).padStart(6, '0')}${String(turn).padStart(2, '0')}`,
      purpose: '工程进度款',
      milestoneIds,
      fileIds,
    });
    const subject = { type: 'disbursement' as const, id: request.id };
    yield this.w.day();
    yield* this.w.perhapsWait();
    await this.w.decideStep(subject);
    yield this.w.day();
    yield* this.w.perhapsWait();
    const finance = this.w.people.department('finance', plan.region.code).id;
    const approval = await this.w.get(Database).read(SYSTEM_ACTOR, (r) => this.w.get(Approvals).currentIn(r, subject));
    const officer = this.w.people.who(finance, 'finance_officer');
    await this.w.get(Approvals).decide(officer, approval!.id, { outcome: 'approve', opinion: '单据齐全' });
    yield this.w.day();
    yield* this.w.perhapsWait();
    this.vouchers += 1;
    const voucherNo = `PZ${this.w.day().replaceAll('-', '')}${String(this.vouchers).padStart(5, '0')}`;
    const approver = this.w.people.who(finance, 'finance_approver');
    await this.w
      .get(Payments)
      .act(approver, request.id, 'release', { opinion: '同意支付', voucherNo, paidOn: this.w.day() });
  }

  private financeOf(source: PublicSource, plan: ProjectPlan): string {
    const { region } = plan;
    const code =
      source === 'central' || source === 'province' ? '410000' : source === 'city' ? region.cityCode! : region.code;
    return this.w.people.department('finance', code).id;
  }

  private pool(source: PublicSource, finance: string, officer: Actor): Promise<string> {
    const year = yearOf(this.w.day());
    const key = `${source} ${finance} ${year}`;
    const known = this.pools.get(key);
    if (known) return known;
    const made = this.w.get(FundPools).create(officer, {
      fiscalYear: year,
      source,
      fundName: FUNDS[source],
      documentNo: this.document('财资环', this.w.day()),
      receivedOn: this.w.day(),
      total: TOTALS[source],
    });
    const id = made.then((pool) => pool.id);
    this.pools.set(key, id);
    return id;
  }

  private document(kind: string, day: string): string {
    this.documents += 1;
    return `豫${kind}〔${day.slice(0, 4)}〕${this.documents}号`;
  }
}
