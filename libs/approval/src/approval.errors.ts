import { defineErrors } from '#libs/kernel';

export const ApprovalErrors = defineErrors({
  APPROVAL_NOT_FOUND: { kind: 'not_found', zh: '审批不存在', en: 'Approval not found' },
  APPROVAL_ROUTE_MISSING: {
    kind: 'rule',
    zh: '没有适用的审批流程：{subject}',
    en: 'There is no route for {subject}',
  },
  APPROVAL_DESK_EMPTY: {
    kind: 'rule',
    zh: '{region}没有{kindZh}部门，审批步骤“{step}”无人办理',
    en: 'There is no {kind} department in {regionCode} for the step "{stepEn}"',
  },
  APPROVAL_ALREADY_OPEN: {
    kind: 'conflict',
    zh: '该事项已在审批中',
    en: 'An approval of this is already open',
  },
  APPROVAL_NOT_OPEN: { kind: 'conflict', zh: '该事项没有进行中的审批', en: 'No approval of this is open' },
  APPROVAL_DECIDED_ALREADY: {
    kind: 'conflict',
    zh: '已有部门作出决定，不能撤回',
    en: 'A decision was taken already; it cannot be recalled',
  },
  APPROVAL_OPINION_REQUIRED: {
    kind: 'rule',
    zh: '退回或不予通过时必须填写意见',
    en: 'Returning and rejecting need an opinion',
  },
  APPROVAL_RETURN_TARGET_INVALID: {
    kind: 'rule',
    zh: '不能退回到“{target}”，可退回：{targets}',
    en: 'Cannot return to "{target}"; possible: {targets}',
  },
  APPROVAL_RETURN_OPTIONS_UNUSED: {
    kind: 'rule',
    zh: '只有退回时才能填写退回对象或恢复位置',
    en: 'returnTo goes with a return, resumeAt with a return to the owner',
  },
  APPROVAL_COPY_UNSEEN: {
    kind: 'rule',
    zh: '抄送对象中有单位不存在或无权查看该事项',
    en: 'One of the organisations does not exist or may not see this',
  },
  APPROVAL_URGED_ALREADY: {
    kind: 'conflict',
    zh: '该步骤 {day} 已催办，每个工作日限一次',
    en: 'This step was urged for {day} already; once a working day is the limit',
  },
  APPROVAL_DUTIES_SEPARATE: {
    kind: 'forbidden',
    zh: '违反职责分离：申报人、经办人和审定人不得为同一人，同一人一轮只能决定一次',
    en: 'Separation of duties: filer, proposer and decider are different persons, and nobody decides twice in a round',
  },
});
