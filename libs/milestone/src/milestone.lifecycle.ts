import { defineLifecycle } from '#libs/kernel';

/** §6: not_started, in_progress, submitted, approved, returned; overdue is derived, never a state. */
export const milestoneLifecycle = defineLifecycle({
  name: 'milestone',
  initial: 'not_started',
  states: {
    not_started: { zh: '未开始', en: 'Not started' },
    in_progress: { zh: '进行中', en: 'In progress' },
    submitted: { zh: '已报完成', en: 'Completion filed' },
    returned: { zh: '已退回', en: 'Returned' },
    approved: { zh: '已核定', en: 'Approved', final: true },
    dropped: { zh: '已取消', en: 'Dropped from the plan', final: true },
  },
  actions: {
    begin: { zh: '开始', en: 'Begin', from: ['not_started'], to: 'in_progress', by: ['owner'] },
    submit: {
      zh: '报送完成',
      en: 'File completion',
      from: ['not_started', 'in_progress', 'returned'],
      to: 'submitted',
      by: ['owner'],
    },
    approve: { zh: '核定', en: 'Approve', from: ['submitted'], to: 'approved', by: ['approval'] },
    return: { zh: '退回', en: 'Return', from: ['submitted'], to: 'returned', by: ['approval'] },
    /** A change request took it out of the plan. */
    drop: {
      zh: '调出计划',
      en: 'Drop',
      from: ['not_started', 'in_progress', 'returned'],
      to: 'dropped',
      by: ['approval'],
    },
  },
});
export type MilestoneStatus = (typeof milestoneLifecycle.stateNames)[number];
export type MilestoneAction = (typeof milestoneLifecycle.actionNames)[number];

/** A plan is approved once and then only superseded by an approved change (§6). */
export const baselineLifecycle = defineLifecycle({
  name: 'baseline',
  initial: 'draft',
  states: {
    draft: { zh: '草稿', en: 'Draft' },
    under_approval: { zh: '审批中', en: 'Under approval' },
    approved: { zh: '执行中', en: 'In force' },
    superseded: { zh: '已被替代', en: 'Superseded', final: true },
  },
  actions: {
    submit: { zh: '报批', en: 'Submit', from: ['draft'], to: 'under_approval', by: ['owner'] },
    approve: { zh: '批准', en: 'Approve', from: ['draft', 'under_approval'], to: 'approved', by: ['approval'] },
    return: { zh: '退回', en: 'Return', from: ['under_approval'], to: 'draft', by: ['approval'] },
    supersede: { zh: '替代', en: 'Supersede', from: ['approved'], to: 'superseded', by: ['approval'] },
  },
});
export type BaselineStatus = (typeof baselineLifecycle.stateNames)[number];

export const reportLifecycle = defineLifecycle({
  name: 'progress_report',
  initial: 'submitted',
  states: {
    submitted: { zh: '已报送', en: 'Filed' },
    returned: { zh: '已退回', en: 'Returned' },
    accepted: { zh: '已核实', en: 'Accepted', final: true },
  },
  actions: {
    accept: { zh: '核实', en: 'Accept', from: ['submitted'], to: 'accepted', by: ['approval'] },
    return: { zh: '退回', en: 'Return', from: ['submitted'], to: 'returned', by: ['approval'] },
    resubmit: { zh: '重新报送', en: 'File again', from: ['returned'], to: 'submitted', by: ['owner'] },
  },
});
export type ReportStatus = (typeof reportLifecycle.stateNames)[number];
