import { defineErrors } from '#libs/kernel';

export const IdentityErrors = defineErrors({
  // One text for an unknown name, a wrong password and a disabled account: a failure must not tell which it was.
  LOGIN_FAILED: { kind: 'unauthenticated', zh: '用户名或密码不正确', en: 'Wrong user name or password' },
  LOGIN_LOCKED: {
    kind: 'too_many',
    zh: '登录失败次数过多，请在{retryAfter}秒后重试',
    en: 'Too many failed logins; try again in {retryAfter} seconds',
  },
  REGION_NOT_FOUND: { kind: 'rule', zh: '行政区{code}不存在', en: 'There is no region {code}' },
  ORGANISATION_NOT_FOUND: { kind: 'not_found', zh: '单位不存在', en: 'Organisation not found' },
  ORGANISATION_CODE_TAKEN: { kind: 'conflict', zh: '单位代码{code}已被使用', en: 'Organisation code {code} is taken' },
  DEPARTMENT_EXISTS: {
    kind: 'conflict',
    zh: '该行政区已有同类部门',
    en: 'The region has a department of this kind already',
  },
  USERNAME_TAKEN: { kind: 'conflict', zh: '用户名{username}已被使用', en: 'User name {username} is taken' },
  USERNAME_MALFORMED: {
    kind: 'invalid',
    zh: '用户名只能由小写字母、数字、点、横线和下划线组成，2至64个字符',
    en: 'A user name is 2 to 64 lower-case letters, digits, dots, hyphens and underscores',
  },
  PASSWORD_TOO_SHORT: { kind: 'invalid', zh: '密码至少{min}个字符', en: 'A password has at least {min} characters' },
  // §1, fixed.
  ADMINISTRATOR_ROLES_SEPARATE: {
    kind: 'rule',
    zh: '系统管理员、安全管理员、审计管理员三员分立，一人不得兼任两员',
    en: 'System, security and audit administrator must be different persons',
  },
});
