import { defineErrors } from '#libs/kernel';

export const ProjectErrors = defineErrors({
  PROJECT_NOT_FOUND: { kind: 'not_found', zh: '项目不存在', en: 'Project not found' },
  PROJECT_ACTION_UNKNOWN: { kind: 'not_found', zh: '没有“{action}”这一操作', en: 'There is no action "{action}"' },
  PROJECT_ACTION_ELSEWHERE: {
    kind: 'rule',
    zh: '“{actionZh}”不能直接操作，请通过{whereZh}办理',
    en: '"{action}" is not taken here but through {where}',
  },
  PROJECT_INCOMPLETE: {
    kind: 'rule',
    zh: '项目资料不完整或不符合要求，请按提示补充',
    en: 'The project cannot be submitted yet; see errors',
  },
  PROJECT_INVALID: {
    kind: 'rule',
    zh: '填报内容不符合要求，请按提示修改',
    en: 'The content breaks a rule; see errors',
  },
  PROJECT_CODE_TAKEN: {
    kind: 'conflict',
    zh: '项目代码 {code} 已被其他在办项目使用',
    en: 'Project code {code} belongs to another live project',
  },
  PROJECT_SIMILAR: {
    kind: 'rule',
    zh: '发现 {count} 个相似项目，请核对后确认不是重复申报（acknowledgeDuplicates）',
    en: '{count} similar project(s) found; check them and confirm with acknowledgeDuplicates',
  },
  PROJECT_REGION_OUT_OF_SCOPE: {
    kind: 'rule',
    zh: '项目所在地不在本单位所属行政区内',
    en: 'The region lies outside the region of your organisation',
  },
  PROJECT_FIELD_FIXED: {
    kind: 'rule',
    zh: '退回补正时不能更改项目类别、所在地',
    en: 'Work and region are fixed once the project was submitted',
  },
  PROJECT_REQUEST_PENDING: {
    kind: 'conflict',
    zh: '已有一项申请正在审核',
    en: 'A request of this kind is already being decided',
  },
  PROJECT_RECALL_TOO_LATE: {
    kind: 'conflict',
    zh: '已有审核意见，不能撤回',
    en: 'A decision was taken, so it can no longer be recalled',
  },
  CHANGE_NOT_FOUND: { kind: 'not_found', zh: '变更申请不存在', en: 'Change request not found' },
  CHANGE_ALREADY_OPEN: {
    kind: 'conflict',
    zh: '该项目已有一项变更申请在办理',
    en: 'The project already has an open change request',
  },
  CHANGE_KIND_UNKNOWN: { kind: 'invalid', zh: '没有“{kind}”这种变更', en: 'There is no change of kind "{kind}"' },
  CHANGE_ACTION_UNKNOWN: { kind: 'not_found', zh: '没有“{action}”这一操作', en: 'There is no action "{action}"' },
  FILE_NOT_FOUND: { kind: 'not_found', zh: '文件不存在', en: 'File not found' },
  FILE_IN_USE: { kind: 'conflict', zh: '文件已被引用，不能删除', en: 'The file is referred to and cannot be deleted' },
  FILES_MISSING: {
    kind: 'rule',
    zh: '引用的文件不属于该项目：{ids}',
    en: 'These files do not belong to the project: {ids}',
  },
  POLICY_MISSING: { kind: 'rule', zh: '缺少参数 {key}', en: 'Policy {key} is not set' },
});
