import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { hasForbiddenCharacters, hasFullWidth, isCalendarDate, type Bilingual, type FieldError } from '#libs/kernel';
import type { FieldSchema, FieldsSchema } from './category.configuration.js';

/** Strict: an unknown keyword or format in a configuration is a mistake that stops the start, not a silent no-op. */
function compiler(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, allErrors: true, verbose: true, ownProperties: true, validateFormats: true });
  ajv.addVocabulary(['x-en', 'x-unit', 'x-unit-en', 'x-labels']);
  ajv.addFormat('plain-text', { type: 'string', validate: (text: string) => !hasForbiddenCharacters(text) });
  ajv.addFormat('date', { type: 'string', validate: isCalendarDate });
  ajv.addKeyword({
    keyword: 'x-decimals',
    type: 'number',
    schemaType: 'number',
    validate: (places: number, value: number) => decimalsOf(value) <= places,
  });
  return ajv;
}

/** Decimal places as they were written: the shortest text of a double is the one that a person typed. */
function decimalsOf(value: number): number {
  const [mantissa = '', exponent = '0'] = String(value).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}

export type CheckAnswers = (answers: unknown) => FieldError[];

/** Compiles the fields of each work once, at start. @throws Error when a schema is not strict JSON Schema 2020-12 */
export function compileFields(schemas: ReadonlyMap<string, FieldsSchema>): ReadonlyMap<string, CheckAnswers> {
  const ajv = compiler();
  return new Map(
    [...schemas].map(([workCode, schema]) => {
      const validate: ValidateFunction = ajv.compile(schema);
      return [workCode, (answers: unknown) => (validate(answers) ? [] : faultsOf(validate.errors ?? [], schema))];
    }),
  );
}

/** One fault per field and code; `answers.` before the name, because that is where a project keeps them. */
function faultsOf(errors: readonly ErrorObject[], schema: FieldsSchema): FieldError[] {
  const faults = new Map<string, FieldError>();
  for (const error of errors) {
    const fault = faultOf(error, schema);
    const key = `${fault.path} ${fault.code}`;
    if (!faults.has(key)) faults.set(key, fault);
  }
  return [...faults.values()];
}

function faultOf(error: ErrorObject, schema: FieldsSchema): FieldError {
  const base = ['answers', ...error.instancePath.split('/').slice(1).map(unescape)];
  const at = (name?: string): string => [...base, ...(name === undefined ? [] : [name])].join('.');
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'required') {
    const name = String(params.missingProperty);
    const { zh, en } = titleOf(schema.properties[name], name);
    return fault(at(name), 'REQUIRED', `请填写“${zh}”`, `"${en}" is required`);
  }
  if (error.keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    return fault(at(name), 'UNKNOWN_FIELD', '该重点工程没有此字段', 'This work has no such field');
  }
  const field = error.parentSchema as unknown as FieldSchema;
  const { zh, en } = titleOf(field, base.at(-1) ?? '');
  const [code, textZh, textEn] = describe(error, field, params);
  return fault(at(), code, `“${zh}”${textZh}`, `"${en}" ${textEn}`);
}

type Description = readonly [code: string, zh: string, en: string];

function describe(error: ErrorObject, field: FieldSchema, params: Record<string, unknown>): Description {
  const limit = String(params.limit);
  switch (error.keyword) {
    case 'type':
      return typeFault(String(params.type), error.data);
    case 'minimum':
    case 'maximum':
      return [
        'NUMBER_OUT_OF_RANGE',
        `应在 ${field.minimum} 至 ${field.maximum} 之间${field['x-unit'] ? `（${field['x-unit']}）` : ''}`,
        `must be between ${field.minimum} and ${field.maximum}${field['x-unit-en'] ? ` ${field['x-unit-en']}` : ''}`,
      ];
    case 'x-decimals':
      return [
        'NUMBER_TOO_PRECISE',
        `最多 ${field['x-decimals']} 位小数`,
        `has at most ${field['x-decimals']} decimal places`,
      ];
    case 'enum':
      return ['NOT_IN_LIST', `应为以下之一：${optionsOf(field, 'zh')}`, `must be one of: ${optionsOf(field, 'en')}`];
    case 'minLength':
      return ['TEXT_TOO_SHORT', `至少 ${limit} 个字符`, `needs at least ${limit} characters`];
    case 'maxLength':
      return ['TEXT_TOO_LONG', `最多 ${limit} 个字符`, `has at most ${limit} characters`];
    case 'minItems':
      return ['LIST_TOO_SHORT', `至少选 ${limit} 项`, `needs at least ${limit} items`];
    case 'maxItems':
      return ['LIST_TOO_LONG', `最多 ${limit} 项`, `has at most ${limit} items`];
    case 'uniqueItems':
      return ['LIST_REPEATS', '有重复项', 'must not repeat an item'];
    case 'pattern':
      return hasFullWidth(String(error.data))
        ? ['CODE_FULL_WIDTH', '含有全角字符，请改用半角', 'contains full-width characters; use ASCII']
        : ['CODE_MALFORMED', '格式不正确', 'is not of the right form'];
    case 'format':
      return field.format === 'date'
        ? ['DAY_INVALID', '应为真实存在的日期（YYYY-MM-DD）', 'must be a day that exists (YYYY-MM-DD)']
        : ['TEXT_FORBIDDEN_CHARACTERS', '含有控制字符或零宽字符', 'contains control or zero-width characters'];
    default:
      return ['INVALID', '取值不正确', 'is not valid'];
  }
}

function typeFault(type: string, data: unknown): Description {
  if ((type === 'number' || type === 'integer') && typeof data === 'string' && hasFullWidth(data)) {
    return ['CODE_FULL_WIDTH', '应为数字，且不能用全角', 'must be a number, not full-width text'];
  }
  switch (type) {
    case 'integer':
      return ['WHOLE_EXPECTED', '应为整数', 'must be a whole number'];
    case 'number':
      return ['NUMBER_EXPECTED', '应为数字', 'must be a number'];
    case 'boolean':
      return ['FLAG_EXPECTED', '应为 true 或 false', 'must be true or false'];
    case 'array':
      return ['LIST_EXPECTED', '应为列表', 'must be a list'];
    case 'object':
      return ['OBJECT_EXPECTED', '应为对象', 'must be an object'];
    default:
      return ['TEXT_EXPECTED', '应为文字', 'must be text'];
  }
}

const fault = (path: string, code: string, zh: string, en: string): FieldError => ({ path, code, message: { zh, en } });

const titleOf = (field: FieldSchema | undefined, name: string): Bilingual => ({
  zh: field?.title ?? name,
  en: field?.['x-en'] ?? name,
});

const optionsOf = (field: FieldSchema, language: keyof Bilingual): string =>
  (field.enum ?? []).map((word) => field['x-labels']?.[word]?.[language] ?? word).join(language === 'zh' ? '、' : ', ');

/** JSON pointer (RFC 6901) → plain name. */
const unescape = (part: string): string => part.replaceAll('~1', '/').replaceAll('~0', '~');
