export * from './boot/boot-loader.js';
export * from './calendar/holiday.entity.js';
export * from './calendar/holiday.loader.js';
