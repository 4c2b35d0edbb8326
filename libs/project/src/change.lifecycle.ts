import { defineLifecycle } from '#libs/kernel';

/** A change request (§6: one open per project). An approved one is applied in the transaction that approves it. */
export const changeLifecycle = defineLifecycle({
  name: 'change',
  initial: 'under_review',
  states: {
    under_review: { zh: '审核中', en: 'Under review' },
    returned: { zh: '退回补正', en: 'Returned for correction' },
    approved: { zh: '已批准', en: 'Approved', final: true },
    rejected: { zh: '未批准', en: 'Rejected', final: true },
    withdrawn: { zh: '已撤回', en: 'Withdrawn', final: true },
  },
  actions: {
    return: { zh: '退回补正', en: 'Return', from: ['under_review'], to: 'returned', by: ['approval'] },
    resubmit: { zh: '重新提交', en: 'Resubmit', from: ['returned'], to: 'under_review', by: ['filer'] },
    withdraw: {
      zh: '撤回',
      en: 'Withdraw',
      from: ['under_review', 'returned'],
      to: 'withdrawn',
      by: ['filer', 'system'],
    },
    approve: { zh: '批准', en: 'Approve', from: ['under_review'], to: 'approved', by: ['approval'] },
    reject: { zh: '不予批准', en: 'Reject', from: ['under_review'], to: 'rejected', by: ['approval'] },
  },
});

export type ChangeStatus = (typeof changeLifecycle.stateNames)[number];
export type ChangeAction = (typeof changeLifecycle.actionNames)[number];

export const CHANGE_KINDS = ['schedule', 'suspend', 'resume', 'terminate'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];
