import { defineLifecycle } from '#libs/kernel';

/** 资金下达文件. `filer` is finance of the pool's place; `approval` is the outcome of the approval engine. */
export const allocationLifecycle = defineLifecycle({
  name: 'allocation',
  initial: 'draft',
  states: {
    draft: { zh: '草稿', en: 'Draft' },
    under_approval: { zh: '审批中', en: 'Under approval' },
    returned: { zh: '退回修改', en: 'Returned' },
    issued: { zh: '已下达', en: 'Issued', final: true },
    rejected: { zh: '未同意', en: 'Rejected', final: true },
    withdrawn: { zh: '已撤销', en: 'Withdrawn', final: true },
  },
  actions: {
    submit: { zh: '送审', en: 'Submit', from: ['draft', 'returned'], to: 'under_approval', by: ['filer'] },
    recall: { zh: '撤回', en: 'Recall', from: ['under_approval'], to: 'draft', by: ['filer'] },
    withdraw: { zh: '撤销', en: 'Withdraw', from: ['draft', 'returned'], to: 'withdrawn', by: ['filer'] },
    return: { zh: '退回', en: 'Return', from: ['under_approval'], to: 'returned', by: ['approval'] },
    reject: { zh: '不同意', en: 'Reject', from: ['under_approval'], to: 'rejected', by: ['approval'] },
    issue: { zh: '下达', en: 'Issue', from: ['under_approval'], to: 'issued', by: ['approval'] },
  },
});

export type AllocationStatus = keyof typeof allocationLifecycle.states;
export type AllocationAction = keyof typeof allocationLifecycle.actions;

/**
 * 用款申请 (§5): the lead department confirms progress, the finance officer prepares (maker), the finance approver releases
 * (checker). A payment made by mistake is reversed by two persons again; nothing is ever edited.
 */
export const disbursementLifecycle = defineLifecycle({
  name: 'disbursement',
  initial: 'requested',
  states: {
    requested: { zh: '已申请', en: 'Requested' },
    progress_confirmed: { zh: '进度已确认', en: 'Progress confirmed' },
    prepared: { zh: '已制单', en: 'Prepared' },
    returned: { zh: '退回补正', en: 'Returned' },
    paid: { zh: '已支付', en: 'Paid' },
    reversing: { zh: '冲销待复核', en: 'Reversal requested' },
    reversed: { zh: '已冲销', en: 'Reversed', final: true },
    refused: { zh: '不予支付', en: 'Refused', final: true },
    withdrawn: { zh: '已撤回', en: 'Withdrawn', final: true },
  },
  actions: {
    confirm_progress: {
      zh: '确认进度',
      en: 'Confirm progress',
      from: ['requested'],
      to: 'progress_confirmed',
      by: ['lead'],
    },
    prepare: { zh: '制单', en: 'Prepare', from: ['progress_confirmed'], to: 'prepared', by: ['finance_officer'] },
    release: { zh: '复核支付', en: 'Release', from: ['prepared'], to: 'paid', by: ['finance_approver'] },
    return: {
      zh: '退回',
      en: 'Return',
      from: ['requested', 'progress_confirmed', 'prepared'],
      to: 'returned',
      by: ['lead', 'finance_approver'],
    },
    refuse: {
      zh: '不予支付',
      en: 'Refuse',
      from: ['requested', 'progress_confirmed', 'prepared'],
      to: 'refused',
      by: ['lead', 'finance_approver'],
    },
    // Finance sends it back to the lead department rather than to the owner.
    send_back: {
      zh: '退回上一步',
      en: 'Send back',
      from: ['progress_confirmed', 'prepared'],
      to: 'requested',
      by: ['finance_approver'],
    },
    // Back to the step that returned it, as the returner chose (§3 resubmit).
    resubmit: {
      zh: '重新提交',
      en: 'Resubmit',
      from: ['returned'],
      to: ['requested', 'progress_confirmed'],
      by: ['owner'],
    },
    withdraw: { zh: '撤回', en: 'Withdraw', from: ['requested', 'returned'], to: 'withdrawn', by: ['owner'] },
    // The project was terminated: nothing will be paid any more.
    drop: {
      zh: '随项目终止',
      en: 'Drop',
      from: ['requested', 'progress_confirmed', 'prepared', 'returned'],
      to: 'withdrawn',
      by: ['system'],
    },
    request_reversal: {
      zh: '申请冲销',
      en: 'Request reversal',
      from: ['paid'],
      to: 'reversing',
      by: ['finance_officer'],
    },
    reverse: { zh: '复核冲销', en: 'Reverse', from: ['reversing'], to: 'reversed', by: ['finance_approver'] },
    keep: { zh: '维持支付', en: 'Keep', from: ['reversing'], to: 'paid', by: ['finance_approver'] },
  },
});

export type DisbursementStatus = keyof typeof disbursementLifecycle.states;
export type DisbursementAction = keyof typeof disbursementLifecycle.actions;

/** Not yet paid, not yet off the table: these reserve money of their line. */
export const PENDING: readonly DisbursementStatus[] = ['requested', 'progress_confirmed', 'prepared', 'returned'];
/** Money has left. A reversal that waits for its second person has not come back yet. */
export const PAID: readonly DisbursementStatus[] = ['paid', 'reversing'];
