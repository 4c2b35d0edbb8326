import { ConfigError, loadConfig } from './config.js';

const minimal = { DATABASE_URL: 'postgres://app:geheim@db.example:5432/milepost' };

const problemsOf = (environment: Record<string, string | undefined>): readonly string[] => {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

describe('configuration', () => {
  it('needs a database and nothing else', () => {
    expect(loadConfig(minimal)).toMatchObject({
      databaseUrl: minimal.DATABASE_URL,
      databaseMigrationUrl: minimal.DATABASE_URL,
      port: 3000,
      host: '127.0.0.1',
      logLevel: 'info',
      trustProxy: false,
      demoClock: false,
    });
    expect(loadConfig(minimal).redisUrl).toBeUndefined();
  });

  it('says with one line each what is missing or malformed', () => {
    expect(problemsOf({})).toEqual([
      'DATABASE_URL is missing: give a PostgreSQL address: postgres://user:password@host:5432/database',
    ]);
    const problems = problemsOf({ DATABASE_URL: 'mysql://x', PORT: '70000', LOG_LEVEL: 'loud', DATABASE_POOL: '1.5' });
    expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual([
      'DATABASE_POOL',
      'DATABASE_URL',
      'LOG_LEVEL',
      'PORT',
    ]);
    expect(problems.every((line) => !line.includes('\n'))).toBe(true);
  });

  it.each([
    ['DATABASE_URL', 'postgres//app:hunter2@db'],
    ['DATABASE_MIGRATION_URL', 'http://owner:hunter2@db'],
    ['REDIS_URL', 'http://:hunter2@redis'],
    ['METRICS_TOKEN', 'hunter2'],
    ['PORT', 'hunter2'],
    ['TRUST_PROXY', 'hunter2'],
    ['DEMO_CLOCK', 'hunter2'],
  ])('%s: the value itself is never repeated', (name, value) => {
    const problems = problemsOf({ ...minimal, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} is malformed: give `));
    expect(problems[0]).not.toContain('hunter2');
  });

  it.each(['127.0.0.1', '0.0.0.0', '::1', '::', 'localhost', 'api'])('listens on %s', (host) => {
    expect(loadConfig({ ...minimal, HOST: host }).host).toBe(host);
  });

  it.each(['a b', 'http://x', ''])('HOST %j is not an address, or is left out', (host) => {
    expect(problemsOf({ ...minimal, HOST: host })).toHaveLength(host === '' ? 0 : 1);
  });

  it('an empty variable counts as left out', () => {
    expect(loadConfig({ ...minimal, REDIS_URL: '', PORT: ' ' })).toMatchObject({ port: 3000 });
  });

  it('reads proxies as a list or as true', () => {
    expect(loadConfig({ ...minimal, TRUST_PROXY: 'true' }).trustProxy).toBe(true);
    expect(loadConfig({ ...minimal, TRUST_PROXY: '10.0.0.1, 10.1.0.0/16' }).trustProxy).toEqual([
      '10.0.0.1',
      '10.1.0.0/16',
    ]);
  });
});
