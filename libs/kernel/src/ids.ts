import { v7, validate } from 'uuid';

/** UUIDv7: sorts by creation, so that an index on it grows at one end. */
export const newId = (): string => v7();

export const isId = (text: unknown): text is string => typeof text === 'string' && validate(text);
