import 'reflect-metadata';
import { existsSync } from 'node:fs';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
  ValidateBy,
  validateSync,
} from 'class-validator';
import { parseRedisAddress } from '../queue/redis.address.js';

const HELP = {
  DATABASE_URL: 'a PostgreSQL address: postgres://user:password@host:5432/database',
  REDIS_URL: 'a Redis address: redis://host:6379, redis+sentinel://host,host/master or redis+cluster://host,host',
  PORT: 'a port number, 0 to 65535',
  HOST: 'an address to listen on, such as 127.0.0.1 or 0.0.0.0',
  POOL: 'a whole number from 2 to 100',
  LOG_LEVEL: 'one of fatal, error, warn, info, debug, trace',
  LOG_FORMAT: 'json or pretty',
  SECRET: 'at least 16 characters',
  PER_MINUTE: 'a whole number, 0 for no limit',
  SECONDS: 'a whole number from 1 to 300',
  FLAG: 'true or false',
  FILE: 'the path of a file that is there',
  TRUST_PROXY: 'true, or the addresses of the proxies, separated by commas',
} as const;

const says = (help: string) => ({ message: help });

/** The scheme is checked, the rest is the driver's: sockets, several hosts and parameters are all allowed. */
const IsAddressOf = (schemes: string[], help: string): PropertyDecorator =>
  ValidateBy({
    name: 'isAddressOf',
    validator: {
      validate: (value: unknown) => {
        if (typeof value !== 'string' || !schemes.some((scheme) => value.startsWith(`${scheme}://`))) return false;
        return URL.canParse(value);
      },
      defaultMessage: () => help,
    },
  });

const IsFile = (): PropertyDecorator =>
  ValidateBy({
    name: 'isFile',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && existsSync(value),
      defaultMessage: () => HELP.FILE,
    },
  });

/**
 * Everything that may differ between two installations, from the environment. Rules (terms, limits of §1–§9) are not
 * here: they are the same for all.
 */
export class AppConfig {
  /** The role of the API and the worker: not the owner of the tables, so that row-level security holds. */
  @IsAddressOf(['postgres', 'postgresql'], HELP.DATABASE_URL)
  databaseUrl!: string;

  /** The role that owns the tables, for `npm run migrate`. */
  @IsAddressOf(['postgres', 'postgresql'], HELP.DATABASE_URL)
  databaseMigrationUrl!: string;

  @IsInt(says(HELP.POOL))
  @Min(2, says(HELP.POOL))
  @Max(100, says(HELP.POOL))
  databasePool!: number;

  /** Without it jobs run inside the API process. */
  @IsOptional()
  @ValidateBy({
    name: 'redisAddress',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseRedisAddress(value) !== undefined,
      defaultMessage: () => HELP.REDIS_URL,
    },
  })
  redisUrl?: string;

  /** File with the certificate authority of Redis (`rediss://`), where it is not one that Node knows. */
  @IsOptional()
  @IsFile()
  redisTlsCa?: string;

  /** Where the sentinels ask for a password of their own. */
  @IsOptional()
  @MinLength(1)
  redisSentinelPassword?: string;

  @IsInt(says(HELP.PORT))
  @Min(0, says(HELP.PORT))
  @Max(65_535, says(HELP.PORT))
  port!: number;

  @Matches(/^([A-Za-z0-9._-]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*)$/, says(HELP.HOST))
  host!: string;

  /** Uploaded files, and the embedded database when there is one. */
  @IsString()
  @MinLength(1)
  dataDir!: string;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], says(HELP.LOG_LEVEL))
  logLevel!: string;

  @IsIn(['json', 'pretty'], says(HELP.LOG_FORMAT))
  logFormat!: 'json' | 'pretty';

  /** Bearer token for GET /metrics; without it there are no metrics. */
  @IsOptional()
  @MinLength(16, says(HELP.SECRET))
  metricsToken?: string;

  /** Where the worker answers GET /metrics, with the same token; without it, it does not listen at all. */
  @IsOptional()
  @IsInt(says(HELP.PORT))
  @Min(0, says(HELP.PORT))
  @Max(65_535, says(HELP.PORT))
  metricsPort?: number;

  /** Whose X-Forwarded-For is believed. */
  @ValidateBy({
    name: 'trustProxy',
    validator: {
      validate: (value: unknown) => typeof value === 'boolean' || (Array.isArray(value) && value.every(isAddress)),
      defaultMessage: () => HELP.TRUST_PROXY,
    },
  })
  trustProxy!: boolean | string[];

  /** How many requests of one address are answered in a minute, per process; 0 for no limit (a proxy limits already). */
  @IsInt(says(HELP.PER_MINUTE))
  @Min(0, says(HELP.PER_MINUTE))
  requestsPerMinute!: number;

  /** The same for logins, each of which costs memory and time by design. */
  @IsInt(says(HELP.PER_MINUTE))
  @Min(0, says(HELP.PER_MINUTE))
  loginsPerMinute!: number;

  /** How long a stop waits for requests and jobs that are under way. */
  @IsInt(says(HELP.SECONDS))
  @Min(1, says(HELP.SECONDS))
  @Max(300, says(HELP.SECONDS))
  shutdownSeconds!: number;

  /** A system administrator may move this process's clock ahead. Only for demonstrations: `npm start` sets it for its own. */
  @IsBoolean(says(HELP.FLAG))
  demoClock!: boolean;
}

const isAddress = (text: unknown): boolean => typeof text === 'string' && /^[0-9a-fA-F.:]+(\/\d{1,3})?$/.test(text);

const VARIABLES: Record<keyof AppConfig, string> = {
  databaseUrl: 'DATABASE_URL',
  databaseMigrationUrl: 'DATABASE_MIGRATION_URL',
  databasePool: 'DATABASE_POOL',
  redisUrl: 'REDIS_URL',
  port: 'PORT',
  host: 'HOST',
  dataDir: 'DATA_DIR',
  logLevel: 'LOG_LEVEL',
  logFormat: 'LOG_FORMAT',
  redisTlsCa: 'REDIS_TLS_CA',
  redisSentinelPassword: 'REDIS_SENTINEL_PASSWORD',
  metricsToken: 'METRICS_TOKEN',
  metricsPort: 'METRICS_PORT',
  trustProxy: 'TRUST_PROXY',
  requestsPerMinute: 'RATE_LIMIT_PER_MINUTE',
  loginsPerMinute: 'LOGIN_LIMIT_PER_MINUTE',
  shutdownSeconds: 'SHUTDOWN_SECONDS',
  demoClock: 'DEMO_CLOCK',
};

export type Environment = Record<string, string | undefined>;

/** One line for each variable that is missing or malformed. Values are never quoted: one may hold a password. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

/** @throws ConfigError */
export function loadConfig(environment: Environment): AppConfig {
  const read = (name: keyof AppConfig): string | undefined => environment[VARIABLES[name]]?.trim() || undefined;
  const whole = (name: keyof AppConfig, otherwise: number): number => {
    const text = read(name);
    if (text === undefined) return otherwise;
    return /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  };
  const flag = (name: keyof AppConfig): boolean | string => {
    const text = read(name) ?? 'false';
    return text === 'true' || (text === 'false' ? false : text);
  };
  const proxy = read('trustProxy');
  const config = Object.assign(new AppConfig(), {
    databaseUrl: read('databaseUrl'),
    databaseMigrationUrl: read('databaseMigrationUrl') ?? read('databaseUrl'),
    databasePool: whole('databasePool', 10),
    redisUrl: read('redisUrl'),
    port: whole('port', 3000),
    host: read('host') ?? '127.0.0.1',
    dataDir: read('dataDir') ?? '.data',
    logLevel: read('logLevel') ?? 'info',
    logFormat: read('logFormat') ?? 'json',
    redisTlsCa: read('redisTlsCa'),
    redisSentinelPassword: read('redisSentinelPassword'),
    metricsToken: read('metricsToken'),
    metricsPort: read('metricsPort') === undefined ? undefined : whole('metricsPort', 0),
    trustProxy:
      proxy === undefined || proxy === 'false' ? false : proxy === 'true' || proxy.split(',').map((a) => a.trim()),
    requestsPerMinute: whole('requestsPerMinute', 6000),
    loginsPerMinute: whole('loginsPerMinute', 60),
    shutdownSeconds: whole('shutdownSeconds', 20),
    demoClock: flag('demoClock'),
  });
  const problems = validateSync(config, { stopAtFirstError: true }).map((error) => {
    const name = error.property as keyof AppConfig;
    const wanted = Object.values(error.constraints ?? {})[0] ?? 'is malformed';
    return `${VARIABLES[name]} ${read(name) === undefined ? 'is missing' : 'is malformed'}: give ${wanted}`;
  });
  // The migration address falls back to the other one, whose own line says enough.
  const shown = read('databaseMigrationUrl')
    ? problems
    : problems.filter((line) => !line.startsWith('DATABASE_MIGRATION_URL'));
  if (shown.length > 0) throw new ConfigError(shown);
  return Object.freeze(config);
}

/** For the main files: a wrong configuration ends the process before anything is opened. 78 is EX_CONFIG of sysexits.h. */
export function loadConfigOrExit(environment: Environment = process.env): AppConfig {
  try {
    return loadConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.problems.join('\n')}\n`);
    process.exit(78);
  }
}
