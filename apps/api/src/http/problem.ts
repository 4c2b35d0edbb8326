import { HttpException } from '@nestjs/common';
import { DomainError, fill, KernelErrors, type ErrorKind, type FieldError, type Language } from '#libs/kernel';
import { HttpErrors } from './http.errors.js';
import { FAULTS, type FaultCode } from './validation.messages.js';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  stale: 412,
  too_large: 413,
  unsupported: 415,
  rule: 422,
  precondition_required: 428,
  too_many: 429,
  unavailable: 503,
};

const TITLES: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  400: { 'zh-CN': '请求有误', en: 'Bad request' },
  401: { 'zh-CN': '未登录', en: 'Not logged in' },
  403: { 'zh-CN': '没有权限', en: 'Not allowed' },
  404: { 'zh-CN': '不存在', en: 'Not found' },
  409: { 'zh-CN': '与当前状态冲突', en: 'Conflict with the current state' },
  412: { 'zh-CN': '版本已过期', en: 'The version is stale' },
  413: { 'zh-CN': '内容过大', en: 'Too large' },
  415: { 'zh-CN': '不支持的内容类型', en: 'Unsupported content type' },
  422: { 'zh-CN': '不符合规则', en: 'Against a rule' },
  428: { 'zh-CN': '缺少前提条件', en: 'Precondition required' },
  429: { 'zh-CN': '请求过多', en: 'Too many requests' },
  500: { 'zh-CN': '系统内部错误', en: 'Internal error' },
  503: { 'zh-CN': '系统暂时不可用', en: 'Temporarily unavailable' },
};

const INTERNAL = {
  'zh-CN': '系统内部错误，已记录。请将请求编号{id}告知管理员',
  en: 'An internal error, which has been logged. Tell the administrator the request id {id}',
};

/** RFC 9457, with our `code` and `errors`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  instance: string;
  errors?: { path: string; code: string; message: string }[];
}

/** zh-CN unless English is preferred: the first of the two in the header's own order of weights wins. */
export function languageOf(header: string | undefined): Language {
  if (!header) return 'zh-CN';
  const wanted = header
    .split(',', 20)
    .map((part, index) => {
      const [tag = '', ...params] = part.trim().toLowerCase().split(';');
      const q = /^q=(0(?:\.\d{1,3})?|1(?:\.0{1,3})?)$/.exec(
        params.map((p) => p.trim()).find((p) => p[0] === 'q') ?? 'q=1',
      );
      return { tag, q: q ? Number(q[1]) : 0, index };
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q || a.index - b.index);
  const first = wanted.find(({ tag }) => /^(zh|en)(-|$)/.test(tag));
  return first?.tag.startsWith('en') ? 'en' : 'zh-CN';
}

/** What the caller should be told about anything that was thrown; undefined when it is our own fault (500). */
export function explain(thrown: unknown): DomainError | undefined {
  if (thrown instanceof DomainError) return thrown;
  const cause = thrown instanceof HttpException ? thrown.cause : undefined;
  const error = cause ?? thrown;
  if (error instanceof DomainError) return error;
  const byCode = FRAMEWORK[(error as { code?: string } | null)?.code ?? ''];
  if (byCode) return byCode();
  const status =
    thrown instanceof HttpException ? thrown.getStatus() : (error as { statusCode?: number } | null)?.statusCode;
  return status === undefined ? undefined : BY_STATUS[status]?.();
}

/** Errors of Fastify and its plugins by their code. */
const FRAMEWORK: Readonly<Record<string, () => DomainError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: HttpErrors.BODY_TOO_LARGE,
  FST_REQ_FILE_TOO_LARGE: HttpErrors.BODY_TOO_LARGE,
  FST_FILES_LIMIT: HttpErrors.BODY_TOO_LARGE,
  FST_FIELDS_LIMIT: HttpErrors.BODY_TOO_LARGE,
  FST_PARTS_LIMIT: HttpErrors.BODY_TOO_LARGE,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: HttpErrors.CONTENT_TYPE_UNSUPPORTED,
  FST_INVALID_MULTIPART_CONTENT_TYPE: HttpErrors.CONTENT_TYPE_UNSUPPORTED,
  FST_ERR_CTP_EMPTY_JSON_BODY: HttpErrors.JSON_MALFORMED,
  FST_ERR_CTP_INVALID_JSON_BODY: HttpErrors.JSON_MALFORMED,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: HttpErrors.REQUEST_MALFORMED,
  FST_ERR_BAD_URL: HttpErrors.REQUEST_MALFORMED,
  FST_ERR_MAX_PARAM_LENGTH: HttpErrors.ROUTE_NOT_FOUND,
};

const BY_STATUS: Readonly<Record<number, () => DomainError>> = {
  400: HttpErrors.REQUEST_MALFORMED,
  401: KernelErrors.NOT_AUTHENTICATED,
  404: HttpErrors.ROUTE_NOT_FOUND,
  405: HttpErrors.ROUTE_NOT_FOUND,
  413: HttpErrors.BODY_TOO_LARGE,
  414: HttpErrors.REQUEST_MALFORMED,
  415: HttpErrors.CONTENT_TYPE_UNSUPPORTED,
  503: KernelErrors.SERVICE_UNAVAILABLE,
};

export function toProblem(error: DomainError | undefined, language: Language, url: string, requestId: string): Problem {
  // Without the query: it may hold a person's name.
  const instance = url.split('?', 1)[0]!;
  const status = error ? STATUS[error.kind] : 500;
  const code = error?.code ?? 'INTERNAL_ERROR';
  const problem: Problem = {
    type: `urn:milepost:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: TITLES[status]![language],
    status,
    detail: error ? error.text(language) : fill(INTERNAL[language], { id: requestId }),
    code,
    instance,
  };
  if (error && error.details.length > 0) problem.errors = error.details.map((detail) => fieldText(detail, language));
  return problem;
}

/** A library may leave the text of a general fault to us; only a code that nobody has a text for is shown bare. */
function fieldText({ path, code, message, params = {} }: FieldError, language: Language) {
  const text = message ?? (Object.hasOwn(FAULTS, code) ? FAULTS[code as FaultCode] : undefined);
  const template = text ? (language === 'en' ? text.en : text.zh) : code;
  return { path, code, message: fill(template, params) };
}
