/**
 * Approval as a clerk would explain it with pencil and paper (rule book §4), written without looking into the engine: plain
 * objects that are changed in place, no lifecycles, no database. The proof runs the same orders against both.
 */
export interface Person {
  /** Key of the session, such as `county.ecology.gongyi.approver`. */
  name: string;
  /** Two sessions of one human being share it. */
  personId: string;
  organisation: string;
  roles: readonly string[];
  /** Whether approvals of this case are visible to them at all. */
  sees: boolean;
}

export interface PlannedStep {
  key: string;
  desks: readonly string[];
  cc?: boolean;
  skipped?: boolean;
  /** How many approvals pass the step; every desk's, where nothing is said. The first other vote ends it, unless `votes`. */
  needs?: number;
  /** 票签: other votes end it only when too few desks are left to reach what it needs. */
  votes?: boolean;
}

export interface Order {
  outcome: 'approve' | 'return' | 'reject';
  opinion?: string;
  returnTo?: string;
  resumeAt?: 'here' | 'start';
}

interface Desk {
  organisation: string;
  finance: boolean;
  status: 'waiting' | 'open' | 'proposed' | 'approved' | 'closed' | 'returned' | 'rejected';
  proposedBy?: string;
}

interface Step {
  key: string;
  needs: number;
  votes: boolean;
  cc: boolean;
  status: 'planned' | 'skipped' | 'copied' | 'open' | 'approved' | 'returned' | 'rejected' | 'closed';
  desks: Desk[];
}

export type Status = 'pending' | 'returned' | 'approved' | 'rejected' | 'recalled';

export class Model {
  status: Status = 'pending';
  round = 1;
  readonly filers: string[];
  /** One run per step of the route, in order; a step that runs again is replaced. */
  steps: Step[];
  /** Everybody who ever had a desk here, whatever became of it. */
  private readonly seated = new Map<string, Desk>();
  private decisions: { personId: string; round: number; step: Step }[] = [];
  private back: { key: string; at: 'here' | 'start' } | undefined;
  /** Actions that were done, the filing among them: as many rows the audit must have. */
  done = 1;

  constructor(
    private readonly route: readonly PlannedStep[],
    filer: string,
  ) {
    this.filers = [filer];
    this.steps = route.map((step) => this.newRun(step));
    this.openFrom(0);
  }

  /** Undefined when it is done, else the code of the refusal; nothing has changed then. */
  decide(person: Person, order: Order): string | undefined {
    const at = this.standing(person);
    if (typeof at === 'string') return at;
    const { step, desk, act } = at;
    const refusal = this.checkOrder(step, order);
    if (refusal) return refusal;
    this.done += 1;
    if (act === 'propose') {
      desk.status = 'proposed';
      desk.proposedBy = person.personId;
      return undefined;
    }
    this.decisions.push({ personId: person.personId, round: this.round, step });
    if (order.outcome === 'approve') this.approveAt(step, desk);
    else this.refuseAt(step, desk, order);
    return undefined;
  }

  resubmit(filer: string): string | undefined {
    if (this.status === 'pending') return 'ACTION_NOT_AVAILABLE';
    if (this.status !== 'returned') return 'APPROVAL_NOT_OPEN';
    const from = this.back!.at === 'here' ? this.steps.findIndex((step) => step.key === this.back!.key) : 0;
    if (!this.filers.includes(filer)) this.filers.push(filer);
    this.status = 'pending';
    this.done += 1;
    this.runAgain(from);
    return undefined;
  }

  recall(): string | undefined {
    if (this.status === 'returned') return 'ACTION_NOT_AVAILABLE';
    if (this.status !== 'pending') return 'APPROVAL_NOT_OPEN';
    if (this.decisions.length > 0) return 'APPROVAL_DECIDED_ALREADY';
    this.status = 'recalled';
    this.done += 1;
    this.closeOpen();
    return undefined;
  }

  /** Whether anybody at all can act: an approval in which nobody can is stuck for good. */
  canMove(people: readonly Person[]): boolean {
    if (this.status === 'returned') return true;
    return this.status !== 'pending' || people.some((person) => this.canAct(person));
  }

  canAct(person: Person): boolean {
    return typeof this.standing(person) !== 'string';
  }

  /** What counts now, as lines that can be compared: `seq key:status desk=status …`. */
  picture(): string[] {
    return this.steps.flatMap((step, at) => {
      if (['returned', 'rejected', 'closed'].includes(step.status)) return [];
      const desks = step.desks.map((desk) => `${desk.organisation}=${desk.status}`).sort();
      return [`${at + 1} ${[`${step.key}:${step.status}`, ...desks].join(' ')}`];
    });
  }

  openDesks(): string[] {
    return this.openStep()?.desks.map((desk) => desk.organisation) ?? [];
  }

  private openStep(): Step | undefined {
    return this.status === 'pending' ? this.steps.find((step) => step.status === 'open') : undefined;
  }

  /** Visible? At a desk, in a role for it? Its turn? Then the duties: filer, proposer and decider differ, once a round. */
  private standing(person: Person): string | { step: Step; desk: Desk; act: 'propose' | 'decide' } {
    if (!person.sees) return 'APPROVAL_NOT_FOUND';
    const seat = this.seated.get(person.organisation);
    if (!seat) return 'APPROVAL_NOT_YOUR_DESK';
    const [proposes, decides] = seat.finance ? ['finance_officer', 'finance_approver'] : ['reviewer', 'approver'];
    const may = { propose: person.roles.includes(proposes!), decide: person.roles.includes(decides!) };
    if (!may.propose && !may.decide) return 'APPROVAL_ROLE_MISSING';
    const step = this.openStep();
    const desk = step?.desks.find((one) => one.organisation === person.organisation);
    if (!step || !desk) return 'ACTION_NOT_AVAILABLE';
    if (desk.status === 'open' && !may.propose) return 'APPROVAL_NOT_PROPOSED';
    if (desk.status === 'proposed' && !may.decide) return 'ACTION_NOT_AVAILABLE';
    if (desk.status !== 'open' && desk.status !== 'proposed') return 'ACTION_NOT_AVAILABLE';
    const act = desk.status === 'open' ? 'propose' : 'decide';
    if (this.filers.includes(person.personId)) return 'APPROVAL_OWN_FILING';
    if (act === 'decide' && desk.proposedBy === person.personId) return 'APPROVAL_OWN_PROPOSAL';
    if (act === 'decide' && this.hasDecided(person.personId)) return 'APPROVAL_TWICE_IN_ROUND';
    return { step, desk, act };
  }

  /** In this round, or earlier on a run that still counts. */
  private hasDecided(personId: string): boolean {
    const counts = (step: Step): boolean => this.steps.includes(step) && ['open', 'approved'].includes(step.status);
    return this.decisions.some((one) => one.personId === personId && (one.round === this.round || counts(one.step)));
  }

  private checkOrder(step: Step, { outcome, opinion, returnTo, resumeAt }: Order): string | undefined {
    const toOwner = outcome === 'return' && (returnTo ?? 'owner') === 'owner';
    if (outcome !== 'return' && returnTo !== undefined) return 'APPROVAL_RETURN_OPTIONS_UNUSED';
    if (resumeAt !== undefined && !toOwner) return 'APPROVAL_RETURN_OPTIONS_UNUSED';
    if (outcome !== 'approve' && !opinion) return 'APPROVAL_OPINION_REQUIRED';
    if (outcome !== 'return' || toOwner) return undefined;
    const earlier = this.steps.slice(0, this.steps.indexOf(step)).filter((one) => one.status === 'approved');
    return earlier.some((one) => one.key === returnTo) ? undefined : 'APPROVAL_RETURN_TARGET_INVALID';
  }

  private approveAt(step: Step, desk: Desk): void {
    desk.status = 'approved';
    if (step.desks.filter((one) => one.status === 'approved').length < step.needs) return;
    step.status = 'approved';
    this.sendHome(step);
    this.openFrom(this.steps.indexOf(step) + 1);
  }

  private refuseAt(step: Step, desk: Desk, { outcome, returnTo = 'owner', resumeAt = 'here' }: Order): void {
    desk.status = outcome === 'return' ? 'returned' : 'rejected';
    const against = step.desks.filter((one) => one.status === 'returned' || one.status === 'rejected');
    if (step.votes && step.desks.length - against.length >= step.needs) return;
    // One vote for a return is enough for a return.
    const back = against.some((one) => one.status === 'returned');
    step.status = back ? 'returned' : 'rejected';
    this.sendHome(step);
    if (!back) {
      this.status = 'rejected';
      this.closeOpen();
    } else if (returnTo === 'owner') {
      this.status = 'returned';
      this.back = { key: step.key, at: resumeAt };
    } else {
      this.runAgain(this.steps.findIndex((one) => one.key === returnTo));
    }
  }

  private runAgain(from: number): void {
    this.round += 1;
    this.steps = this.steps.map((step, at) => (at < from ? step : this.newRun(this.route[at]!)));
    this.openFrom(from);
  }

  private sendHome(step: Step): void {
    for (const desk of step.desks) if (desk.status === 'open' || desk.status === 'proposed') desk.status = 'closed';
  }

  private newRun({ key, desks, cc = false, skipped = false, needs = desks.length, votes = false }: PlannedStep): Step {
    const seats = (skipped ? [] : desks).map((organisation): Desk => {
      return { organisation, finance: organisation.includes('.finance.'), status: 'waiting' };
    });
    for (const seat of seats) this.seated.set(seat.organisation, seat);
    return { key, needs, votes, cc, status: skipped ? 'skipped' : 'planned', desks: seats };
  }

  private openFrom(at: number): void {
    for (const step of this.steps.slice(at)) {
      if (step.status !== 'planned') continue;
      if (step.cc) {
        step.status = 'copied';
        for (const desk of step.desks) desk.status = 'closed';
        continue;
      }
      step.status = 'open';
      for (const desk of step.desks) desk.status = 'open';
      return;
    }
    this.status = 'approved';
  }

  private closeOpen(): void {
    for (const step of this.steps) if (step.status === 'planned' || step.status === 'open') step.status = 'closed';
  }
}
