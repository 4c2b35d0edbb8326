import fc from 'fast-check';
import { approvalLifecycle, LIVE_STEPS } from './approval.lifecycle.js';
import { asState, begin, cancel, checkInput, decide, newSteps, propose, recall, resubmit } from './approval.rules.js';
import { returnTargets } from './return.rules.js';
import type { Move } from './approval.rules.js';
import type { ApprovalState, StepState } from './approval.state.js';
import type { DecisionInput } from './approval.types.js';
import type { SeatedStep } from './route.rules.js';

const dueIn = (days: number): string => `2026-03-${String(10 + days)}`;

const seated = (seq: number, desks: number, flags: { cc?: boolean; skipped?: boolean }): SeatedStep => ({
  key: `step_${seq}`,
  seq,
  title: `第${seq}步`,
  titleEn: `Step ${seq}`,
  tier: 'county',
  regionCode: '410181',
  mode: 'all',
  quorum: null,
  persons: 2,
  cc: flags.cc ?? false,
  limitWorkingDays: flags.cc ? null : 5,
  skipped: flags.skipped ?? false,
  reason: { zh: '', en: '' },
  desks: Array.from({ length: desks }, (_, n) => ({
    kind: 'ecology' as const,
    organisationId: `org-${seq}-${n}`,
    organisationName: null,
    organisationNameEn: null,
  })),
});

function opened(plan: readonly SeatedStep[]): ApprovalState {
  const draft: ApprovalState = {
    id: 'a',
    subject: { type: 'application', id: 's' },
    projectId: null,
    title: '',
    status: 'pending',
    round: 1,
    routeId: 'r',
    route: { correctionWorkingDays: 5, limits: { province: 10, city: 5, county: 5, finance: 3 }, rules: [] },
    ownerOrganisationId: null,
    filedBy: 'filer',
    filers: ['filer'],
    currentStepId: null,
    dueOn: null,
    returnedStepKey: null,
    resumeAt: null,
    version: 1,
    decisions: 0,
    decidedHere: false,
    steps: newSteps(plan, 1).map(asState),
  };
  return applied(draft, begin(draft, dueIn));
}

/** What the database does with a move. */
function applied(state: ApprovalState, move: Move): ApprovalState {
  const steps = [...state.steps, ...move.newSteps.map(asState)].map((step) => {
    const change = move.steps.find((one) => one.id === step.id);
    const tasks = step.tasks.map((task) => {
      const moved = move.tasks.find((one) => one.id === task.id);
      if (!moved) return task;
      const by = moved.status === 'proposed' ? { proposedBy: moved.by } : { decidedBy: moved.by };
      return { ...task, status: moved.status, ...(moved.by ? by : {}) };
    });
    return { ...step, status: change?.status ?? step.status, dueOn: change?.dueOn ?? step.dueOn, tasks };
  });
  const { status, round, currentStepId, dueOn, returnedStepKey, resumeAt } = move;
  return { ...state, status, round, currentStepId, dueOn, returnedStepKey, resumeAt, steps };
}

const liveOf = (state: ApprovalState): StepState[] => state.steps.filter((step) => LIVE_STEPS.includes(step.status));
const current = (state: ApprovalState): StepState | undefined =>
  state.steps.find((one) => one.id === state.currentStepId);

function check(state: ApprovalState): void {
  const open = state.steps.filter((step) => step.status === 'open');
  expect(open.map((step) => step.id)).toEqual(state.status === 'pending' ? [state.currentStepId] : []);
  // Nothing stuck: an open step has a clock and a desk that still has to act; all others do not wait for anybody.
  for (const step of open) {
    expect(step.dueOn).toBeTruthy();
    expect(step.tasks.some((task) => ['open', 'proposed'].includes(task.status))).toBe(true);
  }
  const waiting = state.steps.filter((step) => step.status !== 'open').flatMap((step) => step.tasks);
  expect(waiting.filter((task) => ['open', 'proposed'].includes(task.status))).toEqual([]);
  const live = liveOf(state);
  expect(new Set(live.map((step) => step.seq)).size).toBe(live.length);
  for (const step of live.filter((one) => one.status === 'approved'))
    expect(step.tasks.every((task) => task.status === 'approved')).toBe(true);
  if (state.status === 'approved') {
    expect(live.every((step) => ['approved', 'copied', 'skipped'].includes(step.status))).toBe(true);
    expect(live.some((step) => step.status === 'approved')).toBe(true);
  }
  if (approvalLifecycle.isFinal(state.status) && state.status !== 'approved')
    expect(state.steps.flatMap((step) => step.tasks).every((task) => task.status !== 'waiting')).toBe(true);
}

const plans = fc
  .array(fc.record({ desks: fc.integer({ min: 1, max: 3 }), kind: fc.constantFrom('step', 'step', 'cc', 'skip') }), {
    maxLength: 4,
  })
  .map((steps) => [{ desks: 1, kind: 'step' }, ...steps])
  .map((steps) =>
    steps.map((one, n) => seated(n + 1, one.desks, { cc: one.kind === 'cc', skipped: one.kind === 'skip' })),
  );
const choices = fc.array(
  fc.record({
    desk: fc.nat(),
    outcome: fc.constantFrom('approve', 'approve', 'approve', 'approve', 'return', 'return', 'reject'),
    target: fc.nat(),
    resumeAt: fc.constantFrom('here', 'start'),
    other: fc.constantFrom('none', 'none', 'none', 'none', 'none', 'cancel', 'recall'),
  }),
  { maxLength: 40 },
);

it('any sequence of moves leaves an approval that somebody can act on, or that is over', () => {
  fc.assert(
    fc.property(plans, choices, (plan, sequence) => {
      let state = opened(plan);
      check(state);
      for (const choice of sequence) {
        if (approvalLifecycle.isFinal(state.status)) break;
        if (choice.other === 'cancel') state = applied(state, cancel(state, '项目已撤销'));
        else if (choice.other === 'recall' && state.status === 'pending') state = applied(state, recall(state));
        else if (state.status === 'returned') {
          const before = state.round;
          state = applied(state, resubmit(state, plan, dueIn));
          expect(state.round).toBe(before + 1);
        } else {
          const step = current(state)!;
          const desks = step.tasks.filter((task) => ['open', 'proposed'].includes(task.status));
          const task = desks[choice.desk % desks.length]!;
          if (task.status === 'open') state = applied(state, propose(state, task, 'proposer'));
          else {
            const targets = ['owner', ...returnTargets(state, step).map((one) => one.key)];
            const returnTo = targets[choice.target % targets.length]!;
            const returns = choice.outcome === 'return' ? { returnTo } : {};
            const resumes = returns.returnTo === 'owner' ? { resumeAt: choice.resumeAt } : {};
            const input = { outcome: choice.outcome, opinion: '意见', ...returns, ...resumes } as DecisionInput;
            checkInput(state, step, input);
            state = applied(state, decide(state, { step, task, by: 'decider' }, input, dueIn));
          }
        }
        check(state);
      }
    }),
    { numRuns: 500 },
  );
});

it('approving everything passes every step once, in order', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      let state = opened(plan);
      const seen: number[] = [];
      while (state.status === 'pending') {
        const step = current(state)!;
        if (seen.at(-1) !== step.seq) seen.push(step.seq);
        const task = step.tasks.find((one) => ['open', 'proposed'].includes(one.status))!;
        state = applied(
          state,
          task.status === 'open'
            ? propose(state, task, 'proposer')
            : decide(state, { step, task, by: 'decider' }, { outcome: 'approve' }, dueIn),
        );
      }
      expect(state.status).toBe('approved');
      expect(seen).toEqual(plan.filter((step) => !step.cc && !step.skipped).map((step) => step.seq));
    }),
  );
});
