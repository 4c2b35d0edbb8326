import { defineErrors } from '#libs/kernel';

/** What can be wrong with a request before any business is looked at. */
export const HttpErrors = defineErrors({
  JSON_MALFORMED: { kind: 'invalid', zh: '请求正文不是有效的JSON', en: 'The body is not valid JSON' },
  NUMBER_UNSAFE: {
    kind: 'invalid',
    zh: '正文中的数字超出可精确表示的范围：{path}',
    en: 'A number in the body is too large to be exact: {path}',
  },
  BODY_TOO_LARGE: { kind: 'too_large', zh: '请求正文过大', en: 'The body is too large' },
  CONTENT_TYPE_UNSUPPORTED: {
    kind: 'unsupported',
    zh: '不支持的内容类型：请使用application/json，上传文件请使用multipart/form-data',
    en: 'Unsupported content type; send application/json, or multipart/form-data to upload a file',
  },
  ROUTE_NOT_FOUND: { kind: 'not_found', zh: '接口不存在', en: 'There is no such endpoint' },
  REQUEST_MALFORMED: { kind: 'invalid', zh: '请求格式不正确', en: 'The request is malformed' },
  ID_MALFORMED: { kind: 'invalid', zh: '编号格式不正确：{name}', en: 'Not an id: {name}' },
  CODE_MALFORMED_IN_PATH: { kind: 'invalid', zh: '代码格式不正确：{name}', en: 'Not a code: {name}' },
  IF_MATCH_MALFORMED: {
    kind: 'invalid',
    zh: 'If-Match应为带引号的版本号，例如"3"',
    en: 'If-Match must be a version in quotes, such as "3"',
  },
  IDEMPOTENCY_KEY_MALFORMED: {
    kind: 'invalid',
    zh: 'Idempotency-Key应为1至128个可见ASCII字符',
    en: 'Idempotency-Key must be 1 to 128 visible ASCII characters',
  },
  RATE_LIMITED: {
    kind: 'too_many',
    zh: '请求过于频繁，请在{retryAfter}秒后重试',
    en: 'Too many requests; try again in {retryAfter} seconds',
  },
  CROSS_SITE_WRITE: {
    kind: 'forbidden',
    zh: '拒绝来自其他站点的写操作',
    en: 'Writes from another site are refused',
  },
});

/** For what does not exist in this installation. */
export const routeNotFound = () => HttpErrors.ROUTE_NOT_FOUND();
