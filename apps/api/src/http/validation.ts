import { applyDecorators, Injectable, Param, type PipeTransform } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';
import {
  cleanText,
  formatYuan,
  hasForbiddenCharacters,
  hasFullWidth,
  isCalendarDate,
  isId,
  MAX_FEN,
  parseYuan,
} from '#libs/kernel';
import { HttpErrors } from './http.errors.js';
import type { FaultCode } from './validation.messages.js';

/** Says what is wrong with a value as a stable code of validation.messages.ts, or null. */
type Diagnose = (value: unknown) => FaultCode | null;

/** A validator whose message is a code: validation.pipe.ts turns it into texts, with `params` for the placeholders. */
function refuses(name: string, diagnose: Diagnose, params: Readonly<Record<string, string | number>> = {}) {
  const defaultMessage = (args?: ValidationArguments): string => faultOf(diagnose, args?.value) ?? '';
  const validate = (value: unknown): boolean => faultOf(diagnose, value) === null;
  return ValidateBy({ name, constraints: [params], validator: { validate, defaultMessage } });
}

function faultOf(diagnose: Diagnose, value: unknown): FaultCode | null {
  return value === undefined || value === null ? 'REQUIRED' : diagnose(value);
}

const transform = (change: (value: unknown) => unknown) =>
  Transform(({ value }: { value: unknown }) => change(value), { toClassOnly: true });

const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * Money: a decimal string of yuan such as `"1234567.89"`; the property is a bigint of fen. Numbers are refused, because
 * JSON numbers lose fen. Zero is allowed unless `positive`; negative amounts only with `negative`.
 */
export function IsYuan(allow: { negative?: boolean; positive?: boolean } = {}): PropertyDecorator {
  const diagnose: Diagnose = (value) => {
    if (typeof value === 'bigint') {
      if (value < 0n && !allow.negative) return 'AMOUNT_NEGATIVE';
      return value <= 0n && allow.positive ? 'AMOUNT_NOT_POSITIVE' : null;
    }
    if (typeof value !== 'string') return 'AMOUNT_NOT_TEXT';
    if (!DECIMAL.test(value)) return 'AMOUNT_MALFORMED';
    if ((value.split('.')[1]?.length ?? 0) > 2) return 'AMOUNT_TOO_PRECISE';
    return 'AMOUNT_TOO_LARGE';
  };
  return applyDecorators(
    transform((value) => {
      if (typeof value !== 'string') return typeof value === 'bigint' ? undefined : value;
      try {
        return parseYuan(value);
      } catch {
        return value;
      }
    }),
    refuses('isYuan', diagnose, { max: formatYuan(MAX_FEN) }),
    ApiProperty({ type: String, format: 'decimal', pattern: '^-?\\d{1,16}(\\.\\d{1,2})?$', example: '1234567.89' }),
  );
}

/** May be left out, but not be null (`@IsOptional()` lets null through, which in a PATCH means "empty this field"). */
export const Omittable = (): PropertyDecorator => ValidateIf((_, value: unknown) => value !== undefined);

/** A calendar day `YYYY-MM-DD` that exists: 2027-02-29 does not. */
export function IsDay(): PropertyDecorator {
  return applyDecorators(
    refuses('isDay', (value) => {
      if (typeof value !== 'string') return 'DAY_NOT_TEXT';
      return isCalendarDate(value) ? null : 'DAY_INVALID';
    }),
    ApiProperty({ type: String, format: 'date', example: '2026-11-23' }),
  );
}

interface TextLimits {
  min?: number;
  max: number;
  /** Line breaks are kept and allowed. */
  multiline?: boolean;
}

/**
 * Text that people read: NFC, trimmed, inner blanks to one. Control, zero-width and bidirectional characters are refused
 * and not silently removed, or two names that look alike could be told apart by nobody.
 */
export function IsPlainText({ min = 1, max, multiline = false }: TextLimits): PropertyDecorator {
  return applyDecorators(
    transform((value) => (typeof value === 'string' ? cleanText(value) : value)),
    refuses(
      'isPlainText',
      (value) => {
        if (typeof value !== 'string') return 'TEXT_EXPECTED';
        if (hasForbiddenCharacters(value)) return 'TEXT_FORBIDDEN_CHARACTERS';
        if (!multiline && value.includes('\n')) return 'TEXT_ONE_LINE';
        // Characters as people count them, not UTF-16 units: rare names lie outside the basic plane.
        const length = value.length <= max && value.length < min ? value.length : [...value].length;
        if (length < min) return value === '' ? 'REQUIRED' : 'TEXT_TOO_SHORT';
        return length > max ? 'TEXT_TOO_LONG' : null;
      },
      { min, max },
    ),
    ApiProperty({ type: String, minLength: min, maxLength: max }),
  );
}

/** An identifier that is compared byte by byte: visible ASCII only. Full-width digits get a code of their own. */
export function IsCode(pattern: RegExp = /^[\w.-]{1,64}$/): PropertyDecorator {
  return applyDecorators(
    refuses('isCode', (value) => {
      if (typeof value !== 'string') return 'TEXT_EXPECTED';
      if (hasFullWidth(value)) return 'CODE_FULL_WIDTH';
      return pattern.test(value) ? null : 'CODE_MALFORMED';
    }),
    ApiProperty({ type: String, pattern: pattern.source }),
  );
}

/** The id of something. */
export function IsReference(): PropertyDecorator {
  return applyDecorators(
    refuses('isReference', (value) => (isId(value) ? null : 'ID_INVALID')),
    ApiProperty({ type: String, format: 'uuid' }),
  );
}

/** Ids of several things, each once. */
export function IsReferences({ min = 0, max }: { min?: number; max: number }): PropertyDecorator {
  return applyDecorators(
    refuses(
      'isReferences',
      (value) => {
        if (!Array.isArray(value)) return 'LIST_EXPECTED';
        if (value.length > max) return 'LIST_TOO_LONG';
        if (value.length < min) return 'LIST_TOO_SHORT';
        if (!value.every(isId)) return 'ID_INVALID';
        return new Set(value).size === value.length ? null : 'LIST_REPEATS';
      },
      { min, max },
    ),
    ApiProperty({ type: String, format: 'uuid', isArray: true, minItems: min, maxItems: max }),
  );
}

/** Several short texts, such as kinds of evidence. */
export function IsTexts({ max, length }: { max: number; length: number }): PropertyDecorator {
  return applyDecorators(
    transform((value) => (Array.isArray(value) ? value.map((v) => (typeof v === 'string' ? cleanText(v) : v)) : value)),
    refuses(
      'isTexts',
      (value) => {
        if (!Array.isArray(value)) return 'LIST_EXPECTED';
        if (value.length > max) return 'LIST_TOO_LONG';
        if (!value.every((v) => typeof v === 'string' && v !== '')) return 'TEXT_EXPECTED';
        if (value.some((v: string) => hasForbiddenCharacters(v) || v.includes('\n')))
          return 'TEXT_FORBIDDEN_CHARACTERS';
        return value.some((v: string) => [...v].length > length) ? 'TEXT_TOO_LONG' : null;
      },
      { max },
    ),
    ApiProperty({ type: String, isArray: true, maxItems: max }),
  );
}

/** A whole number in a JSON body. Text is refused: `"5"` is not 5. */
export function IsWhole({ min = 0, max = 2_147_483_647 }: { min?: number; max?: number } = {}): PropertyDecorator {
  return applyDecorators(
    refuses('isWhole', (value) => wholeFault(value, min, max), { min, max }),
    ApiProperty({ type: 'integer', minimum: min, maximum: max }),
  );
}

/** A whole number in a query string: plain digits, given once. */
export function IsQueryWhole({ min = 0, max = 2_147_483_647 }: { min?: number; max?: number } = {}): PropertyDecorator {
  return applyDecorators(
    transform((value) => (typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value)),
    IsWhole({ min, max }),
  );
}

/** `true` or `false` in a query string. */
export function IsQueryFlag(): PropertyDecorator {
  return applyDecorators(
    transform((value) => (value === 'true' ? true : value === 'false' ? false : value)),
    refuses('isQueryFlag', (value) => (typeof value === 'boolean' ? null : 'FLAG_EXPECTED')),
    ApiProperty({ type: Boolean }),
  );
}

/** One of a fixed set of words. */
export function IsOneOf(values: readonly string[]): PropertyDecorator {
  return applyDecorators(
    refuses('isOneOf', (value) => (values.includes(value as string) ? null : 'NOT_IN_LIST'), {
      values: values.join(', '),
    }),
    ApiProperty({ type: String, enum: [...values] }),
  );
}

/** A filter that may be given several times: `?status=draft&status=returned`. The property is an array. */
export function IsSomeOf(values: readonly string[]): PropertyDecorator {
  return applyDecorators(
    transform((value) => (typeof value === 'string' ? [value] : value)),
    refuses(
      'isSomeOf',
      (value) =>
        Array.isArray(value) && value.length <= values.length && value.every((one) => values.includes(one as string))
          ? null
          : 'NOT_IN_LIST',
      { values: values.join(', ') },
    ),
    ApiProperty({ type: String, isArray: true, enum: [...values] }),
  );
}

function wholeFault(value: unknown, min: number, max: number): FaultCode | null {
  if (typeof value !== 'number') return 'WHOLE_EXPECTED';
  if (!Number.isSafeInteger(value)) return 'WHOLE_EXPECTED';
  return value < min || value > max ? 'NUMBER_OUT_OF_RANGE' : null;
}

@Injectable()
export class ParseIdPipe implements PipeTransform<unknown, string> {
  constructor(private readonly name: string = 'id') {}

  transform(value: unknown): string {
    if (!isId(value)) throw HttpErrors.ID_MALFORMED({ name: this.name });
    return value.toLowerCase();
  }
}

/** `@IdParam() id: string` for `/projects/:id`; anything that is not a UUID is a 400 before a statement is sent. */
export const IdParam = (name = 'id'): ParameterDecorator => Param(name, new ParseIdPipe(name));

class ParseCodePipe implements PipeTransform<unknown, string> {
  constructor(private readonly name: string) {}

  transform(value: unknown): string {
    if (typeof value !== 'string' || !/^[\w.-]{1,64}$/.test(value))
      throw HttpErrors.CODE_MALFORMED_IN_PATH({ name: this.name });
    return value;
  }
}

/** `@CodeParam() code: string` for `/plans/:code`. */
export const CodeParam = (name = 'code'): ParameterDecorator => Param(name, new ParseCodePipe(name));
