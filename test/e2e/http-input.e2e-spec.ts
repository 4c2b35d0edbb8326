import { testApp, type TestApp } from '../support/app.js';
import { ProbeModule } from '../support/probe.js';

describe('Input', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ modules: [ProbeModule] });
  });
  afterAll(() => app?.close());

  const post = (body: unknown) =>
    app.http
      .post('/api/v1/probe')
      .set('accept-language', 'en')
      .send(body as object);
  const raw = (text: string | Buffer, type = 'application/json') =>
    app.http
      .post('/api/v1/probe')
      .set('content-type', type)
      .serialize((body: unknown) => body as string)
      .send(text);

  describe('fields', () => {
    it('well-formed input arrives cleaned and typed', async () => {
      const body = {
        name: '  郑州 \t 项目 ',
        remark: 'a\r\nb',
        code: '0001',
        amount: '1234567.8',
        day: '2028-02-29',
        count: 3,
        kind: 'a',
        lines: [{ amount: '0.01' }],
      };
      const { body: answer } = await post(body).expect(200);
      expect(answer).toEqual({
        ...body,
        name: '郑州 项目',
        remark: 'a\nb',
        amount: '1234567.80',
        lines: [{ amount: '0.01' }],
      });
    });

    it.each<[string, object, string, string]>([
      ['missing', {}, 'name', 'REQUIRED'],
      ['null', { name: null }, 'name', 'REQUIRED'],
      ['blank', { name: '   ' }, 'name', 'REQUIRED'],
      ['wrong type', { name: 5 }, 'name', 'TEXT_EXPECTED'],
      ['a list for a text', { name: ['x'] }, 'name', 'TEXT_EXPECTED'],
      ['too long', { name: '长'.repeat(11) }, 'name', 'TEXT_TOO_LONG'],
      ['control character', { name: 'a\u0007b' }, 'name', 'TEXT_FORBIDDEN_CHARACTERS'],
      ['NUL', { name: 'a\u0000b' }, 'name', 'TEXT_FORBIDDEN_CHARACTERS'],
      ['zero-width character', { name: 'a\u200bb' }, 'name', 'TEXT_FORBIDDEN_CHARACTERS'],
      ['bidirectional override', { name: 'a\u202eb' }, 'name', 'TEXT_FORBIDDEN_CHARACTERS'],
      ['unpaired surrogate', { name: 'a\ud800b' }, 'name', 'TEXT_FORBIDDEN_CHARACTERS'],
      ['line break in one line', { name: 'a\nb' }, 'name', 'TEXT_ONE_LINE'],
      ['full-width digits in a code', { name: 'x', code: '００１２' }, 'code', 'CODE_FULL_WIDTH'],
      ['code of another form', { name: 'x', code: '12' }, 'code', 'CODE_MALFORMED'],
      ['null where nothing may be empty', { name: 'x', code: null }, 'code', 'REQUIRED'],
      ['money as a number', { name: 'x', amount: 12.5 }, 'amount', 'AMOUNT_NOT_TEXT'],
      ['three decimals', { name: 'x', amount: '1.234' }, 'amount', 'AMOUNT_TOO_PRECISE'],
      ['negative money', { name: 'x', amount: '-1' }, 'amount', 'AMOUNT_NEGATIVE'],
      ['too much money', { name: 'x', amount: '1000000000000000.01' }, 'amount', 'AMOUNT_TOO_LARGE'],
      ['money in words', { name: 'x', amount: '1e5' }, 'amount', 'AMOUNT_MALFORMED'],
      ['full-width money', { name: 'x', amount: '１２' }, 'amount', 'AMOUNT_MALFORMED'],
      ['no such day', { name: 'x', day: '2027-02-29' }, 'day', 'DAY_INVALID'],
      ['an instant for a day', { name: 'x', day: '2027-02-28T00:00:00Z' }, 'day', 'DAY_INVALID'],
      ['text for a number', { name: 'x', count: '5' }, 'count', 'WHOLE_EXPECTED'],
      ['half', { name: 'x', count: 0.5 }, 'count', 'WHOLE_EXPECTED'],
      ['out of range', { name: 'x', count: 101 }, 'count', 'NUMBER_OUT_OF_RANGE'],
      ['id of the wrong kind', { name: 'x', owner: '42' }, 'owner', 'ID_INVALID'],
      ['not in the list', { name: 'x', kind: 'c' }, 'kind', 'NOT_IN_LIST'],
      ['unknown field', { name: 'x', nmae: 'y' }, 'nmae', 'UNKNOWN_FIELD'],
      ['unknown nested field', { name: 'x', lines: [{ amount: '1', x: 1 }] }, 'lines.0.x', 'UNKNOWN_FIELD'],
      [
        'nested fault',
        { name: 'x', lines: [{ amount: '1' }, { amount: '0' }] },
        'lines.1.amount',
        'AMOUNT_NOT_POSITIVE',
      ],
      [
        'too many items',
        { name: 'x', lines: [{ amount: '1' }, { amount: '1' }, { amount: '1' }] },
        'lines',
        'LIST_TOO_LONG',
      ],
      ['no list', { name: 'x', lines: 'x' }, 'lines', 'LIST_EXPECTED'],
    ])('%s', async (_, body, path, code) => {
      const { body: problem } = await post(body).expect(400);
      expect(problem.code).toBe('VALIDATION_FAILED');
      expect(problem.errors).toEqual(
        expect.arrayContaining([{ path, code, message: expect.stringMatching(/^[^{}]+$/) }]),
      );
    });

    it.each(['x', 5, [], null, true])('a body that is no object: %j', async (body) => {
      await raw(JSON.stringify(body)).expect(400);
    });
  });

  describe('bodies', () => {
    it.each([
      ['malformed', '{"name":', 'JSON_MALFORMED'],
      ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'JSON_MALFORMED'],
      ['__proto__', '{"name":"x","__proto__":{"admin":true}}', 'JSON_MALFORMED'],
      ['nested without end', '['.repeat(5000) + ']'.repeat(5000), 'JSON_MALFORMED'],
      ['2⁵³', '{"name":"x","count":9007199254740992}', 'NUMBER_UNSAFE'],
      ['2⁵³ + 1', '{"name":"x","count":9007199254740993}', 'NUMBER_UNSAFE'],
      ['beyond any number', '{"name":"x","count":1e999}', 'NUMBER_UNSAFE'],
    ])('%s', async (_, text, code) => {
      const { body } = await raw(text).expect(400);
      expect(body.code).toBe(code);
    });

    it('of a key given twice the last counts, and is validated', async () => {
      const { body } = await raw('{"name":"x","name":5}').expect(400);
      expect(body.errors[0]).toMatchObject({ path: 'name', code: 'TEXT_EXPECTED' });
    });

    it('20 MB of JSON is refused', async () => {
      const { status, code } = await raw(`{"name":"${'x'.repeat(20 * 1024 * 1024)}"}`).then(
        (response) => ({ status: response.status, code: (response.body as { code: string }).code }),
        // The server may hang up on the sender before all is sent.
        (error: { code?: string }) => ({
          status: 413,
          code: /EPIPE|ECONNRESET/.test(String(error.code)) && 'BODY_TOO_LARGE',
        }),
      );
      expect({ status, code }).toEqual({ status: 413, code: 'BODY_TOO_LARGE' });
    });

    it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])('%s', async (type) => {
      const { body } = await raw('name=x', type).expect(415);
      expect(body.code).toBe('CONTENT_TYPE_UNSUPPORTED');
    });
  });
});
