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
    stopAtFirstError: true,
    validationError: { target: true, value: false },
    exceptionFactory: (errors) => KernelErrors.VALIDATION_FAILED({}, toFieldErrors(errors)),
  });

/** One entry per wrong field, nested ones by their path: `budget.0.amount`. */
export function toFieldErrors(errors: readonly ValidationError[], above = ''): FieldError[] {
  return errors.flatMap((error) => {
    const path = above ? `${above}.${error.property}` : error.property;
    const own = Object.entries(error.constraints ?? {}).map(([name, message]) =>
      fieldError(error, path, name, message),
    );
    return [...own, ...toFieldErrors(error.children ?? [], path)];
  });
}

function fieldError(error: ValidationError, path: string, name: string, message: string): FieldError {
  const constraints = constraintsOf(error, name);
  if (Object.hasOwn(FAULTS, message)) {
    const [params = {}] = constraints as [Record<string, string | number>?];
    return { path, code: message, message: FAULTS[message as FaultCode], params };
  }
  const [code, ...names] = BUILT_IN[name] ?? (['INVALID'] as const);
  const entries = names.flatMap((key, index) => (key ? [[key, String(constraints[index])] as const] : []));
  return { path, code, message: FAULTS[code], params: Object.fromEntries(entries) };
}

function constraintsOf(error: ValidationError, name: string): readonly unknown[] {
  const target = error.target?.constructor;
  if (!target) return [];
  const found = getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .find((metadata) => metadata.propertyName === error.property && metadata.name === name);
  return (found?.constraints as unknown[] | undefined) ?? [];
}
