import { defineLifecycle } from '#libs/kernel';

/** An approval of one subject (§4). At most one is open (pending or returned) per subject. */
export const approvalLifecycle = defineLifecycle({
  name: 'approval',
  initial: 'pending',
  states: {
    pending: { zh: '审批中', en: 'Pending' },
    returned: { zh: '退回补正', en: 'Returned for correction' },
    approved: { zh: '已通过', en: 'Approved', final: true },
    rejected: { zh: '不予通过', en: 'Rejected', final: true },
    recalled: { zh: '已撤回', en: 'Recalled', final: true },
    cancelled: { zh: '已取消', en: 'Cancelled', final: true },
  },
  actions: {
    /** One desk of several, or a step that is not the last one; also a return to an earlier step. */
    proceed: { zh: '办理', en: 'Proceed', from: ['pending'], to: 'pending', by: ['desk'] },
    approve: { zh: '通过', en: 'Approve', from: ['pending'], to: 'approved', by: ['desk'] },
    return: { zh: '退回补正', en: 'Return', from: ['pending'], to: 'returned', by: ['desk'] },
    reject: { zh: '不予通过', en: 'Reject', from: ['pending'], to: 'rejected', by: ['desk'] },
    /** Nothing moves: the open desks are asked to hurry, at most once a working day. */
    urge: { zh: '催办', en: 'Urge', from: ['pending'], to: 'pending', by: ['filer', 'passed desk'] },
    resubmit: { zh: '重新提交', en: 'Resubmit', from: ['returned'], to: 'pending', by: ['filer'] },
    recall: { zh: '撤回', en: 'Recall', from: ['pending'], to: 'recalled', by: ['filer'] },
    cancel: { zh: '取消', en: 'Cancel', from: ['pending', 'returned'], to: 'cancelled', by: ['subject'] },
  },
});

/** One run of a step. A step that runs again gets a new row in a new round; the old one stays as it ended. */
export const stepLifecycle = defineLifecycle({
  name: 'approval_step',
  initial: 'planned',
  states: {
    planned: { zh: '待到', en: 'Planned' },
    skipped: { zh: '跳过', en: 'Skipped' },
    copied: { zh: '已抄送', en: 'Copied' },
    open: { zh: '办理中', en: 'Open' },
    approved: { zh: '通过', en: 'Approved' },
    returned: { zh: '退回', en: 'Returned', final: true },
    rejected: { zh: '不予通过', en: 'Rejected', final: true },
    closed: { zh: '终止', en: 'Closed', final: true },
    superseded: { zh: '重新办理', en: 'Run again', final: true },
  },
  actions: {
    skip: { zh: '跳过', en: 'Skip', from: ['planned'], to: 'skipped', by: ['route'] },
    copy: { zh: '抄送', en: 'Copy', from: ['planned'], to: 'copied', by: ['route'] },
    open: { zh: '开始', en: 'Open', from: ['planned'], to: 'open', by: ['route'] },
    approve: { zh: '通过', en: 'Approve', from: ['open'], to: 'approved', by: ['desk'] },
    return: { zh: '退回', en: 'Return', from: ['open'], to: 'returned', by: ['desk'] },
    reject: { zh: '不予通过', en: 'Reject', from: ['open'], to: 'rejected', by: ['desk'] },
    close: { zh: '终止', en: 'Close', from: ['planned', 'open'], to: 'closed', by: ['route'] },
    supersede: {
      zh: '重新办理',
      en: 'Run again',
      from: ['approved', 'copied', 'skipped'],
      to: 'superseded',
      by: ['route'],
    },
  },
});

/** The work of one desk (department) in one run of a step: the reviewer proposes, the approver decides. */
export const taskLifecycle = defineLifecycle({
  name: 'approval_task',
  initial: 'waiting',
  states: {
    waiting: { zh: '未到', en: 'Waiting' },
    open: { zh: '待经办', en: 'To be proposed' },
    proposed: { zh: '待负责人审定', en: 'To be decided' },
    approved: { zh: '同意', en: 'Approved', final: true },
    returned: { zh: '退回', en: 'Returned', final: true },
    rejected: { zh: '不予通过', en: 'Rejected', final: true },
    closed: { zh: '终止', en: 'Closed', final: true },
  },
  actions: {
    open: { zh: '开始', en: 'Open', from: ['waiting'], to: 'open', by: ['route'] },
    propose: { zh: '提出意见', en: 'Propose', from: ['open'], to: 'proposed', by: ['reviewer', 'finance_officer'] },
    /** From `open` only where one person suffices (approval.permissions.ts). */
    approve: {
      zh: '同意',
      en: 'Approve',
      from: ['open', 'proposed'],
      to: 'approved',
      by: ['approver', 'finance_approver'],
    },
    return: {
      zh: '退回',
      en: 'Return',
      from: ['open', 'proposed'],
      to: 'returned',
      by: ['approver', 'finance_approver'],
    },
    reject: {
      zh: '不予通过',
      en: 'Reject',
      from: ['open', 'proposed'],
      to: 'rejected',
      by: ['approver', 'finance_approver'],
    },
    close: { zh: '终止', en: 'Close', from: ['waiting', 'open', 'proposed'], to: 'closed', by: ['route'] },
  },
});

export type ApprovalStatus = (typeof approvalLifecycle.stateNames)[number];
export type StepStatus = (typeof stepLifecycle.stateNames)[number];
export type TaskStatus = (typeof taskLifecycle.stateNames)[number];

/** Runs of steps that count: the others ended by a return, a rejection, or by running again. */
export const LIVE_STEPS: readonly StepStatus[] = ['planned', 'skipped', 'copied', 'open', 'approved'];
