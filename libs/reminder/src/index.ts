export * from './due-source.js';
export * from './inbox.service.js';
export * from './ladder.rules.js';
export * from './reminder.entity.js';
export * from './reminder.module.js';
export * from './reminder.service.js';
export * from './sweep.service.js';
