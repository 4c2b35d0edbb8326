import { defineLifecycle, toMermaid, type Bilingual } from '#libs/kernel';

/**
 * The life of a project, rule book §3, complete. `by` says who brings the transition about:
 * `owner` the project's owner organisation, `approval` the outcome of an approval, `change` an approved change request,
 * `acceptance_group` the group of §8, `finance` and `lead` the two departments that close, `system` a sweep.
 */
export const projectLifecycle = defineLifecycle({
  name: 'project',
  initial: 'draft',
  states: {
    draft: { zh: '草稿', en: 'Draft' },
    under_review: { zh: '审核中', en: 'Under review' },
    returned: { zh: '退回补正', en: 'Returned for correction' },
    rejected: { zh: '未通过', en: 'Rejected', final: true },
    withdrawn: { zh: '已撤销', en: 'Withdrawn', final: true },
    reserved: { zh: '已入库', en: 'In the library' },
    expired: { zh: '入库失效', en: 'Library entry expired', final: true },
    implementing: { zh: '实施中', en: 'Implementing' },
    suspended: { zh: '已暂停', en: 'Suspended' },
    terminated: { zh: '已终止', en: 'Terminated', final: true },
    under_acceptance: { zh: '验收中', en: 'Under acceptance' },
    rectifying: { zh: '验收整改', en: 'Rectifying' },
    completed: { zh: '已完成验收', en: 'Completed' },
    closed: { zh: '已结项', en: 'Closed', final: true },
  },
  actions: {
    submit: { zh: '提交', en: 'Submit', from: ['draft'], to: 'under_review', by: ['owner'] },
    recall: { zh: '撤回', en: 'Recall', from: ['under_review'], to: 'draft', by: ['owner'] },
    return: { zh: '退回补正', en: 'Return', from: ['under_review'], to: 'returned', by: ['approval'] },
    resubmit: { zh: '重新提交', en: 'Resubmit', from: ['returned'], to: 'under_review', by: ['owner'] },
    lapse: { zh: '逾期未补正', en: 'Lapse', from: ['returned'], to: 'withdrawn', by: ['system'] },
    reject: { zh: '不予通过', en: 'Reject', from: ['under_review'], to: 'rejected', by: ['approval'] },
    approve: { zh: '通过入库', en: 'Approve', from: ['under_review'], to: 'reserved', by: ['approval'] },
    expire: { zh: '入库到期', en: 'Expire', from: ['reserved'], to: 'expired', by: ['system'] },
    start: { zh: '开工', en: 'Start', from: ['reserved'], to: 'implementing', by: ['owner', 'approval'] },
    suspend: { zh: '暂停', en: 'Suspend', from: ['implementing'], to: 'suspended', by: ['owner', 'lead', 'change'] },
    resume: { zh: '恢复', en: 'Resume', from: ['suspended'], to: 'implementing', by: ['owner', 'lead', 'change'] },
    withdraw: {
      zh: '撤销申报',
      en: 'Withdraw',
      from: ['draft', 'returned', 'reserved'],
      to: 'withdrawn',
      by: ['owner', 'approval'],
    },
    terminate: {
      zh: '终止',
      en: 'Terminate',
      from: ['reserved', 'implementing', 'suspended'],
      to: 'terminated',
      by: ['owner', 'lead', 'change'],
    },
    apply_acceptance: {
      zh: '申请验收',
      en: 'Apply for acceptance',
      from: ['implementing', 'rectifying'],
      to: 'under_acceptance',
      by: ['owner'],
    },
    require_rectification: {
      zh: '要求整改',
      en: 'Require rectification',
      from: ['under_acceptance'],
      to: 'rectifying',
      by: ['acceptance_group'],
    },
    fail: {
      zh: '验收不通过',
      en: 'Fail acceptance',
      from: ['under_acceptance'],
      to: 'implementing',
      by: ['acceptance_group'],
    },
    pass: {
      zh: '验收通过',
      en: 'Pass acceptance',
      from: ['under_acceptance'],
      to: 'completed',
      by: ['acceptance_group'],
    },
    close: { zh: '结项', en: 'Close', from: ['completed'], to: 'closed', by: ['finance', 'lead'] },
  },
});

export type ProjectStatus = (typeof projectLifecycle.stateNames)[number];
export type ProjectAction = (typeof projectLifecycle.actionNames)[number];
export type Via = 'action' | 'approval' | 'change' | 'acceptance' | 'sweep';

/** By which resource an action is brought about; `action` ones are POSTed to the project itself. */
export const actionVia: Readonly<Record<ProjectAction, Via>> = {
  submit: 'action',
  recall: 'action',
  return: 'approval',
  resubmit: 'action',
  lapse: 'sweep',
  reject: 'approval',
  approve: 'approval',
  expire: 'sweep',
  start: 'action',
  suspend: 'change',
  resume: 'change',
  withdraw: 'action',
  terminate: 'change',
  apply_acceptance: 'acceptance',
  require_rectification: 'acceptance',
  fail: 'acceptance',
  pass: 'acceptance',
  close: 'acceptance',
};

interface OperationSpec extends Bilingual {
  from: readonly ProjectStatus[];
  by: readonly ('owner' | 'lead')[];
}

/** States in which a project holds its project code against others; the partial unique index says the same. */
export const LIVE_STATES = [
  'under_review',
  'returned',
  'reserved',
  'implementing',
  'suspended',
  'under_acceptance',
  'rectifying',
  'completed',
  'closed',
] as const satisfies readonly ProjectStatus[];

/** What changes a project or stands beside it without moving it along the lifecycle. */
export const projectOperations = {
  edit: { zh: '修改', en: 'Edit', from: ['draft', 'returned'], by: ['owner'] },
  copy: { zh: '复制为新草稿', en: 'Copy into a new draft', from: ['rejected', 'withdrawn', 'expired'], by: ['owner'] },
  attach_file: {
    zh: '上传文件',
    en: 'Attach a file',
    from: ['draft', 'returned', 'reserved', 'implementing', 'suspended', 'under_acceptance', 'rectifying', 'completed'],
    by: ['owner', 'lead'],
  },
  delete_file: { zh: '删除文件', en: 'Delete a file', from: ['draft'], by: ['owner'] },
  report_outputs: {
    zh: '填报产出',
    en: 'Report outputs',
    from: ['implementing', 'rectifying'],
    by: ['owner'],
  },
  change_schedule: {
    zh: '申请调整进度计划',
    en: 'Ask for a change of schedule',
    from: ['implementing', 'suspended'],
    by: ['owner'],
  },
} as const satisfies Readonly<Record<string, OperationSpec>>;

export type ProjectOperation = keyof typeof projectOperations;

/** For the README and docs/: the picture comes from the data that runs. */
export const projectDiagram = (language: 'zh' | 'en'): string => toMermaid(projectLifecycle, language);
