export * from './boot/boot-loader.js';
export * from './calendar/index.js';
export { AppConfig, loadConfig, loadConfigOrExit, type Environment } from './config/config.js';
export { AppLogger } from './logging/app-logger.js';
export { setLogPerson, withLogContext } from './logging/log-context.js';
