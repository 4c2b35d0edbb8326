import { defineErrors } from '#libs/kernel';

export const AcceptanceErrors = defineErrors({
  ACCEPTANCE_NOT_FOUND: { kind: 'not_found', zh: '验收申请不存在', en: 'Acceptance not found' },
  ACCEPTANCE_INVALID: {
    kind: 'rule',
    zh: '填报内容不符合要求，请按提示修改',
    en: 'The content breaks a rule; see errors',
  },
  ACCEPTANCE_OPEN: { kind: 'conflict', zh: '该项目已有一轮验收在办理', en: 'A round of acceptance is already open' },
  ACCEPTANCE_GROUP_SIZE: {
    kind: 'rule',
    zh: '验收组须为三人以上单数',
    en: 'The group has at least three members, an odd number',
  },
  ACCEPTANCE_POOL_TOO_SMALL: {
    kind: 'rule',
    zh: '专家库中可抽取 {available} 人，需要 {needed} 人',
    en: 'The pool holds {available} expert(s), {needed} are needed',
  },
  ACCEPTANCE_MEMBER_OF_OWNER: {
    kind: 'rule',
    zh: '项目单位人员不能参加验收组',
    en: "Nobody of the owner's organisation sits in the group",
  },
  ACCEPTANCE_NOT_MEMBER: {
    kind: 'forbidden',
    zh: '只有验收组成员可以操作',
    en: 'Only a member of the group may do this',
  },
  ACCEPTANCE_DECLARED: {
    kind: 'conflict',
    zh: '已作出利益冲突声明',
    en: 'The declaration on conflict of interest was made already',
  },
  ACCEPTANCE_CONFLICT_REASON: {
    kind: 'rule',
    zh: '存在利益冲突的须说明情况',
    en: 'A conflict of interest needs its reason',
  },
  ACCEPTANCE_UNDECLARED: {
    kind: 'conflict',
    zh: '请先作出利益冲突声明',
    en: 'Declare on conflict of interest first',
  },
  ACCEPTANCE_ITEM_UNKNOWN: { kind: 'not_found', zh: '清单中没有“{key}”', en: 'There is no item "{key}"' },
  ACCEPTANCE_NOTE_MISSING: {
    kind: 'rule',
    zh: '“部分满足”“不满足”须写明意见',
    en: 'A finding short of "met" needs a note',
  },
  ACCEPTANCE_VOTING_BEGUN: {
    kind: 'conflict',
    zh: '表决已开始，评审意见不能再改',
    en: 'Voting has begun; findings can no longer change',
  },
  ACCEPTANCE_ITEMS_OPEN: {
    kind: 'conflict',
    zh: '还有 {count} 项未评审',
    en: '{count} item(s) are not answered yet',
  },
  ACCEPTANCE_VOTED: { kind: 'conflict', zh: '已表决，不能重复表决', en: 'A member votes once' },
  ACCEPTANCE_OPINION_MISSING: {
    kind: 'rule',
    zh: '“整改”“不通过”须写明理由',
    en: 'A vote other than pass needs its reason',
  },
  ACCEPTANCE_VOTES_MISSING: {
    kind: 'conflict',
    zh: '还有 {count} 名成员未表决',
    en: '{count} member(s) have not voted',
  },
  ACCEPTANCE_CONCLUSION_DIFFERS: {
    kind: 'rule',
    zh: '结论与多数意见不一致：多数意见为“{majority}”',
    en: 'The majority says "{majority}"',
  },
  ACCEPTANCE_NOTICE_NOT_OVER: {
    kind: 'conflict',
    zh: '公示期至 {endsOn}，尚未届满',
    en: 'The public notice runs until {endsOn}',
  },
  ACCEPTANCE_NOTICE_IN_PAST: {
    kind: 'rule',
    zh: '公示开始日期不能早于今天',
    en: 'The notice cannot begin before today',
  },
  RECTIFICATION_NOT_FOUND: { kind: 'not_found', zh: '整改项不存在', en: 'Rectification item not found' },
  PROJECT_NOT_RECTIFYING: { kind: 'conflict', zh: '项目不在验收整改中', en: 'The project is not being rectified' },
  RECTIFICATION_OWN: {
    kind: 'forbidden',
    zh: '不能审核本人报送的整改',
    en: 'Nobody decides on what they filed',
  },
  RECTIFICATION_EVIDENCE_MISSING: {
    kind: 'rule',
    zh: '报送整改须说明情况并附佐证材料',
    en: 'A rectification needs a note and evidence files',
  },
  FINAL_ACCOUNTS_NOT_FOUND: { kind: 'not_found', zh: '尚未编制竣工决算', en: 'There are no final accounts yet' },
  FINAL_ACCOUNTS_INVALID: {
    kind: 'rule',
    zh: '决算内容不符合要求，请按提示修改',
    en: 'The final accounts break a rule; see errors',
  },
  FINAL_ACCOUNTS_FILES_MISSING: {
    kind: 'rule',
    zh: '报批须附决算报告',
    en: 'The final accounts need their report as a file',
  },
  FINAL_ACCOUNTS_FIXED: {
    kind: 'conflict',
    zh: '决算状态为“{stateZh}”，不能修改',
    en: 'The final accounts are {state} and cannot be changed',
  },
  PROJECT_NOT_COMPLETED: {
    kind: 'conflict',
    zh: '项目当前状态为“{stateZh}”，验收合格后方可办理',
    en: 'The project is {state}; this follows a passed acceptance',
  },
  EVALUATION_INVALID: { kind: 'rule', zh: '评分不符合要求，请按提示修改', en: 'The scores break a rule; see errors' },
  EVALUATION_NOT_YOUR_TURN: {
    kind: 'conflict',
    zh: '应由{whoZh}先行评价',
    en: 'The turn is with: {who}',
  },
  EVALUATION_DONE: { kind: 'conflict', zh: '三级评价均已完成', en: 'All three evaluations are filed' },
  EVALUATION_SAME_PERSON: {
    kind: 'forbidden',
    zh: '自评、部门评价、财政评价须由不同人员作出',
    en: 'The three evaluations are made by three different people',
  },
  CLOSE_CONFIRMED: { kind: 'conflict', zh: '本方已确认结项', en: 'Your side has confirmed already' },
  CLOSE_SAME_PERSON: {
    kind: 'forbidden',
    zh: '财政部门与牵头部门须由不同人员确认',
    en: 'Finance and the lead department confirm by two persons',
  },
});
