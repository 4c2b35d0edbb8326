import { defineLifecycle } from '#libs/kernel';

/**
 * One round of acceptance (§8). A round that asks for rectification ends as `rectified` when the owner applies again;
 * the next round has its own self-check, group and votes.
 */
export const acceptanceLifecycle = defineLifecycle({
  name: 'acceptance',
  initial: 'applied',
  states: {
    applied: { zh: '已申请', en: 'Applied' },
    grouped: { zh: '验收组评审', en: 'With the group' },
    concluded_pass: { zh: '结论通过', en: 'Concluded: pass' },
    rectification: { zh: '要求整改', en: 'Rectification required' },
    rectified: { zh: '整改完成', en: 'Rectified', final: true },
    failed: { zh: '不通过', en: 'Failed', final: true },
    public_notice: { zh: '公示中', en: 'Public notice' },
    passed: { zh: '验收合格', en: 'Passed', final: true },
  },
  actions: {
    draw_group: { zh: '抽取验收组', en: 'Draw the group', from: ['applied'], to: 'grouped', by: ['lead'] },
    conclude_pass: { zh: '结论通过', en: 'Conclude: pass', from: ['grouped'], to: 'concluded_pass', by: ['convenor'] },
    conclude_rectify: {
      zh: '结论整改',
      en: 'Conclude: rectify',
      from: ['grouped'],
      to: 'rectification',
      by: ['convenor'],
    },
    conclude_fail: { zh: '结论不通过', en: 'Conclude: fail', from: ['grouped'], to: 'failed', by: ['convenor'] },
    publish_notice: {
      zh: '发布公示',
      en: 'Publish the notice',
      from: ['concluded_pass'],
      to: 'public_notice',
      by: ['lead'],
    },
    uphold_objection: {
      zh: '异议成立，要求整改',
      en: 'Uphold an objection',
      from: ['public_notice'],
      to: 'rectification',
      by: ['convenor'],
    },
    pass: { zh: '验收合格', en: 'Pass', from: ['public_notice'], to: 'passed', by: ['convenor'] },
    reapply: { zh: '整改后再次申请', en: 'Apply again', from: ['rectification'], to: 'rectified', by: ['owner'] },
  },
});
export type AcceptanceStatus = (typeof acceptanceLifecycle.stateNames)[number];
export type AcceptanceAction = (typeof acceptanceLifecycle.actionNames)[number];

/** What happens within a round without moving it along. */
export const acceptanceOperations = {
  declare_conflict: { zh: '利益冲突申报', en: 'Declare on conflict', from: ['grouped'], by: ['member'] },
  answer_item: { zh: '逐项评审', en: 'Answer an item', from: ['grouped'], by: ['member'] },
  vote: { zh: '表决', en: 'Vote', from: ['grouped'], by: ['member'] },
} as const satisfies Readonly<
  Record<string, { zh: string; en: string; from: readonly AcceptanceStatus[]; by: readonly string[] }>
>;
export type AcceptanceOperation = keyof typeof acceptanceOperations;

export const rectificationLifecycle = defineLifecycle({
  name: 'rectification',
  initial: 'open',
  states: {
    open: { zh: '待整改', en: 'Open' },
    submitted: { zh: '已报整改', en: 'Submitted' },
    returned: { zh: '退回再改', en: 'Returned' },
    closed: { zh: '已销号', en: 'Closed', final: true },
  },
  actions: {
    submit: { zh: '报送整改', en: 'Submit', from: ['open', 'returned'], to: 'submitted', by: ['owner'] },
    return: { zh: '退回', en: 'Return', from: ['submitted'], to: 'returned', by: ['convenor'] },
    close: { zh: '销号', en: 'Close', from: ['submitted'], to: 'closed', by: ['convenor'] },
  },
});
export type RectificationStatus = (typeof rectificationLifecycle.stateNames)[number];
export type RectificationAction = (typeof rectificationLifecycle.actionNames)[number];

/** 竣工财务决算: lead department, then finance, through the approval engine (§4, §5). */
export const finalAccountsLifecycle = defineLifecycle({
  name: 'final_accounts',
  initial: 'draft',
  states: {
    draft: { zh: '编制中', en: 'Draft' },
    under_review: { zh: '审批中', en: 'Under review' },
    returned: { zh: '已退回', en: 'Returned' },
    approved: { zh: '已批复', en: 'Approved', final: true },
  },
  actions: {
    submit: { zh: '报批', en: 'Submit', from: ['draft', 'returned'], to: 'under_review', by: ['owner'] },
    return: { zh: '退回', en: 'Return', from: ['under_review'], to: 'returned', by: ['approval'] },
    approve: { zh: '批复', en: 'Approve', from: ['under_review'], to: 'approved', by: ['approval'] },
  },
});
export type FinalAccountsStatus = (typeof finalAccountsLifecycle.stateNames)[number];
export type FinalAccountsAction = (typeof finalAccountsLifecycle.actionNames)[number];
