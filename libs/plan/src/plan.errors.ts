import { defineErrors } from '#libs/kernel';

export const PlanErrors = defineErrors({
  PLAN_NOT_FOUND: { kind: 'not_found', zh: '规划“{code}”不存在', en: 'There is no plan {code}' },
  CATEGORY_NOT_FOUND: { kind: 'not_found', zh: '工程类别“{code}”不存在', en: 'There is no category {code}' },
  WORK_UNKNOWN: { kind: 'rule', zh: '重点工程“{code}”不存在', en: 'There is no work {code} in the plan' },
});
