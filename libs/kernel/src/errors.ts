import { fill, type Bilingual, type Language } from './text.js';

/** What went wrong in terms of the caller, not of HTTP; the api maps it to a status once, in its error filter. */
export type ErrorKind =
  | 'invalid' // 400
  | 'unauthenticated' // 401
  | 'forbidden' // 403
  | 'not_found' // 404
  | 'conflict' // 409
  | 'stale' // 412
  | 'too_large' // 413
  | 'unsupported' // 415
  | 'rule' // 422
  | 'precondition_required' // 428
  | 'too_many' // 429
  | 'unavailable'; // 503

export type ErrorParams = Readonly<Record<string, string | number>>;

export interface ErrorSpec extends Bilingual {
  code: string;
  kind: ErrorKind;
}

/** One field of a refused input: `path` is a JSON pointer without the leading slash, dots between (`budget.0.amount`). */
export interface FieldError {
  path: string;
  code: string;
  message?: Bilingual;
  params?: ErrorParams;
}

export class DomainError extends Error {
  constructor(
    readonly spec: ErrorSpec,
    readonly params: ErrorParams = {},
    readonly details: readonly FieldError[] = [],
  ) {
    super(`${spec.code}: ${fill(spec.en, params)}`);
    this.name = 'DomainError';
  }

  get code(): string {
    return this.spec.code;
  }

  get kind(): ErrorKind {
    return this.spec.kind;
  }

  text(language: Language): string {
    return fill(language === 'en' ? this.spec.en : this.spec.zh, this.params);
  }
}

type ErrorTable = Readonly<Record<string, Omit<ErrorSpec, 'code'>>>;
export type ErrorFactory = (params?: ErrorParams, details?: readonly FieldError[]) => DomainError;

const registry = new Map<string, ErrorSpec>();

/** Declares the errors of one lib. A code is stable and unique in the whole system; a second declaration throws. */
export function defineErrors<const T extends ErrorTable>(table: T): { readonly [K in keyof T]: ErrorFactory } {
  const factories: Record<string, ErrorFactory> = {};
  for (const [code, entry] of Object.entries(table)) {
    if (registry.has(code)) throw new Error(`error code ${code} is declared twice`);
    const spec: ErrorSpec = { code, ...entry };
    registry.set(code, spec);
    factories[code] = (params, details) => new DomainError(spec, params, details);
  }
  return factories as { readonly [K in keyof T]: ErrorFactory };
}

export const listErrors = (): ErrorSpec[] => [...registry.values()];

export const KernelErrors = defineErrors({
  VALIDATION_FAILED: { kind: 'invalid', zh: '提交的内容有误，请按提示修改', en: 'The input is not valid; see errors' },
  MONEY_MALFORMED: {
    kind: 'invalid',
    zh: '金额格式不正确：应为元，最多两位小数',
    en: 'Not an amount: yuan with at most two decimals',
  },
  DATE_MALFORMED: { kind: 'invalid', zh: '日期不存在或格式不正确', en: 'Not a calendar day (YYYY-MM-DD)' },
  CURSOR_INVALID: { kind: 'invalid', zh: '翻页标记无效', en: 'The cursor is not valid for this list' },
  NOT_AUTHENTICATED: { kind: 'unauthenticated', zh: '请先登录', en: 'Log in first' },
  NOT_ALLOWED: { kind: 'forbidden', zh: '没有权限：{reason}', en: 'Not allowed: {reason}' },
  NOT_FOUND: { kind: 'not_found', zh: '对象不存在', en: 'Not found' },
  ACTION_NOT_AVAILABLE: {
    kind: 'conflict',
    zh: '当前状态“{stateZh}”不能“{actionZh}”',
    en: 'Cannot {action} while {state}',
  },
  LOST_RACE: {
    kind: 'conflict',
    zh: '已有他人先行处理，请刷新后查看',
    en: 'Somebody else was first; reload to see the new state',
  },
  VERSION_CONFLICT: {
    kind: 'stale',
    zh: '内容已被他人修改，请刷新后重试',
    en: 'Changed by somebody else since you loaded it',
  },
  VERSION_REQUIRED: {
    kind: 'precondition_required',
    zh: '缺少 If-Match 版本号',
    en: 'If-Match with the version is required',
  },
  IDEMPOTENCY_KEY_REUSED: {
    kind: 'rule',
    zh: '同一 Idempotency-Key 已用于另一请求',
    en: 'This Idempotency-Key was used with another request',
  },
  SERVICE_UNAVAILABLE: {
    kind: 'unavailable',
    zh: '系统暂时不可用，请稍后再试',
    en: 'Temporarily unavailable, try again shortly',
  },
});
