export * from './money.js';
export * from './calendar.js';
export * from './clock.js';
export * from './ids.js';
export * from './text.js';
export * from './errors.js';
export * from './lifecycle.js';
export * from './permission.js';
