import { defineErrors } from '#libs/kernel';

export const MilestoneErrors = defineErrors({
  MILESTONE_NOT_FOUND: { kind: 'not_found', zh: '里程碑不存在', en: 'Milestone not found' },
  MILESTONE_ACTION_UNKNOWN: { kind: 'not_found', zh: '没有“{action}”这个操作', en: 'There is no action {action}' },
  BASELINE_INVALID: {
    kind: 'rule',
    zh: '里程碑计划有误，请按提示修改',
    en: 'The milestone plan breaks a rule; see errors',
  },
  BASELINE_IN_FORCE: {
    kind: 'conflict',
    zh: '里程碑计划已批准，只能通过变更申请调整',
    en: 'The plan is in force; change it by a change request',
  },
  BASELINE_UNDER_APPROVAL: { kind: 'conflict', zh: '里程碑计划正在审批', en: 'The plan is under approval' },
  BASELINE_TOO_EARLY: {
    kind: 'conflict',
    zh: '项目入库后才能报批里程碑计划',
    en: 'The plan is filed for approval once the project is in the library',
  },
  BASELINE_MISSING: { kind: 'conflict', zh: '还没有里程碑计划', en: 'There is no milestone plan yet' },
  PROJECT_NOT_IMPLEMENTING: {
    kind: 'conflict',
    zh: '项目当前状态为“{stateZh}”，只有实施中的项目可以报送进度',
    en: 'The project is {state}; progress is filed while it is implementing',
  },
  EVIDENCE_MISSING: { kind: 'rule', zh: '报送完成需要上传佐证材料', en: 'Completion needs evidence files' },
  FINISH_IN_FUTURE: { kind: 'rule', zh: '完成日期不能晚于今天', en: 'The finish day lies in the future' },
  REPORT_PERIOD_INVALID: {
    kind: 'rule',
    zh: '报告月份应在开工当月至本月之间',
    en: 'The month lies outside start … this month',
  },
  REPORT_EXISTS: { kind: 'conflict', zh: '{period} 的月报已报送', en: 'The report of {period} was filed already' },
  REPORT_ITEM_UNKNOWN: {
    kind: 'rule',
    zh: '月报包含不属于本项目的里程碑',
    en: 'The report names a milestone of another project',
  },
  REPORT_FIGURE_FELL: {
    kind: 'rule',
    zh: '累计数比上期下降，请说明原因',
    en: 'A cumulative figure fell; give the reason',
  },
});
