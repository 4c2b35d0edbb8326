import { ValidationPipe } from '@nestjs/common';
import { getMetadataStorage, type ValidationError } from 'class-validator';
import { KernelErrors, type FieldError } from '#libs/kernel';
import { BUILT_IN, FAULTS, type FaultCode } from './validation.messages.js';

/** The one pipe of the API: unknown fields and parameters are refused, and every fault has a code and two texts. */
export const validationPipe = (): ValidationPipe =>
  new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    validationError: { target: true, value: true },
    exceptionFactory: (errors) => KernelErrors.VALIDATION_FAILED({}, toFieldErrors(errors)),
  });

/** One entry per wrong field, nested ones by their path: `budget.0.amount`. Values are never repeated. */
export function toFieldErrors(errors: readonly ValidationError[], above = ''): FieldError[] {
  return errors.flatMap((error) => {
    const path = above ? `${above}.${error.property}` : error.property;
    const faults = Object.entries(error.constraints ?? {}).map(([name, message]) => faultOf(error, name, message));
    // Of several the most basic: who sends a text for a list need not hear that it is too long.
    const [first] = faults.sort((a, b) => rank(a.code) - rank(b.code));
    return [...(first ? [{ path, ...first }] : []), ...toFieldErrors(error.children ?? [], path)];
  });
}

const rank = (code: string): number => (code === 'REQUIRED' ? 0 : code.endsWith('_EXPECTED') ? 1 : 2);

function faultOf(error: ValidationError, name: string, message: string): Omit<FieldError, 'path'> {
  const constraints = constraintsOf(error, name);
  if (Object.hasOwn(FAULTS, message)) {
    const [params = {}] = constraints as [Record<string, string | number>?];
    return { code: message, message: FAULTS[message as FaultCode], params };
  }
  const missing = error.value === undefined || error.value === null;
  const [code, ...names] = BUILT_IN[name] ?? (['INVALID'] as const);
  // A field that does not exist is refused with any value, also with none.
  if (missing && code !== 'UNKNOWN_FIELD') return { code: 'REQUIRED', message: FAULTS.REQUIRED };
  const entries = names.flatMap((key, index) => (key ? [[key, String(constraints[index])] as const] : []));
  return { code, message: FAULTS[code], params: Object.fromEntries(entries) };
}

function constraintsOf(error: ValidationError, name: string): readonly unknown[] {
  const target = error.target?.constructor;
  if (!target) return [];
  const found = getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .find((metadata) => metadata.propertyName === error.property && metadata.name === name);
  return (found?.constraints as unknown[] | undefined) ?? [];
}
