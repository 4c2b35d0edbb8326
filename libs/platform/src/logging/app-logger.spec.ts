import { AppLogger } from './app-logger.js';
import { setLogPerson, withLogContext } from './log-context.js';

function capture(): { logger: AppLogger; lines: () => Record<string, unknown>[]; text: () => string } {
  let text = '';
  const logger = new AppLogger({ level: 'info', format: 'json' }, { write: (line: string) => void (text += line) });
  return {
    logger,
    text: () => text,
    lines: () =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('logging', () => {
  it('writes one JSON object a line, with level, time and who speaks', () => {
    const { logger, lines } = capture();
    logger.log('ready', 'Main');
    logger.debug('not at this level', 'Main');
    expect(lines()).toEqual([
      { level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), context: 'Main', msg: 'ready' },
    ]);
  });

  it('lines of a request carry its id, and the person once the session was read', async () => {
    const { logger, lines } = capture();
    await withLogContext({ requestId: 'r-1' }, async () => {
      logger.log('before');
      await new Promise((resolve) => setImmediate(resolve));
      setLogPerson('p-1');
      logger.log('after');
    });
    logger.log('outside');
    expect(lines().map(({ requestId, personId }) => [requestId, personId])).toEqual([
      ['r-1', undefined],
      ['r-1', 'p-1'],
      [undefined, undefined],
    ]);
  });

  it('leaves out secrets and personal data, however deep', () => {
    const { logger, text } = capture();
    logger.warn({ password: 'p4ss', deep: { token: 't0ken', person: { name: '张三', phone: '138' } }, kept: 7 }, 'X');
    expect(text()).not.toMatch(/p4ss|t0ken|张三|138/);
    expect(text()).toContain('"kept":7');
  });

  it('an error keeps its stack but not the row that PostgreSQL quotes, nor a password in an address', () => {
    const { logger, lines, text } = capture();
    const error = Object.assign(new Error('cannot reach postgres://app:hunter2@db/x'), {
      code: '23505',
      constraint: 'uq_person_username',
      detail: 'Key (username)=(zhang.san) already exists.',
      parameters: ['zhang.san'],
    });
    logger.error(error, 'Database');
    expect(text()).not.toMatch(/hunter2|zhang\.san/);
    expect(lines()[0]).toMatchObject({
      err: { code: '23505', constraint: 'uq_person_username', stack: expect.any(String) },
    });
  });
});
