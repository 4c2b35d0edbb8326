import { DomainError, type Lifecycle } from '#libs/kernel';
import { allocationLifecycle, disbursementLifecycle, PAID, PENDING } from './funding.lifecycle.js';

/** Every (state, action) pair; what is not listed in the data is refused and names the state. */
function table(lifecycle: Lifecycle<string, string>): string[] {
  return lifecycle.stateNames.flatMap((state) =>
    lifecycle.actionNames.map((action) => {
      const { to } = lifecycle.actions[action]!;
      try {
        return `${state} --${action}--> ${lifecycle.next(state, action, typeof to === 'string' ? undefined : to[0])}`;
      } catch (error) {
        expect((error as DomainError).code).toBe('ACTION_NOT_AVAILABLE');
        expect((error as DomainError).params).toMatchObject({ state, action });
        return '';
      }
    }),
  );
}

describe('every state × action', () => {
  it('of an allocation', () => {
    expect(table(allocationLifecycle as never).filter(Boolean)).toEqual([
      'draft --submit--> under_approval',
      'draft --withdraw--> withdrawn',
      'under_approval --recall--> draft',
      'under_approval --return--> returned',
      'under_approval --reject--> rejected',
      'under_approval --issue--> issued',
      'returned --submit--> under_approval',
      'returned --withdraw--> withdrawn',
    ]);
  });

  it('of a disbursement', () => {
    expect(table(disbursementLifecycle as never).filter(Boolean)).toEqual([
      'requested --confirm_progress--> progress_confirmed',
      'requested --return--> returned',
      'requested --refuse--> refused',
      'requested --withdraw--> withdrawn',
      'requested --drop--> withdrawn',
      'progress_confirmed --prepare--> prepared',
      'progress_confirmed --return--> returned',
      'progress_confirmed --refuse--> refused',
      'progress_confirmed --send_back--> requested',
      'progress_confirmed --drop--> withdrawn',
      'prepared --release--> paid',
      'prepared --return--> returned',
      'prepared --refuse--> refused',
      'prepared --send_back--> requested',
      'prepared --drop--> withdrawn',
      'returned --resubmit--> requested',
      'returned --withdraw--> withdrawn',
      'returned --drop--> withdrawn',
      'paid --request_reversal--> reversing',
      'reversing --reverse--> reversed',
      'reversing --keep--> paid',
    ]);
  });

  it('counts each state of a disbursement as reserving, as paid, or as over', () => {
    const over = ['reversed', 'refused', 'withdrawn'];
    expect([...PENDING, ...PAID, ...over].sort()).toEqual([...disbursementLifecycle.stateNames].sort());
  });
});
