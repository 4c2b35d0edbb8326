import { defineErrors } from '#libs/kernel';

export const ReminderErrors = defineErrors({
  REMINDER_RULE_UNKNOWN: { kind: 'not_found', zh: '没有提醒规则“{rule}”', en: 'There is no due source "{rule}"' },
  REMINDER_RULE_INVALID: {
    kind: 'rule',
    zh: '提醒规则有误，请按提示修改',
    en: 'The reminder rule is not valid; see errors',
  },
  REMINDER_RULE_FROM_PAST: {
    kind: 'rule',
    zh: '新版规则不能早于今天（{today}）生效',
    en: 'A new version cannot be valid from before today ({today})',
  },
  REMINDER_CATEGORY_UNKNOWN: { kind: 'rule', zh: '没有工程类别“{category}”', en: 'There is no category "{category}"' },
  REMINDER_PREVIEW_SPAN: {
    kind: 'rule',
    zh: '预演区间应为 1 至 31 天，起始日不晚于结束日',
    en: 'A preview spans 1 to 31 days, from the first to the last',
  },
});
