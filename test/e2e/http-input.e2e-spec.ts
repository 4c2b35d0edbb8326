import { Body, Controller, Get, HttpCode, Module, Patch, Post, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import type { Actor } from '#libs/kernel';
import { Database } from '#libs/platform';
import {
  CurrentActor,
  ExpectedVersion,
  IdParam,
  IsCode,
  IsDay,
  IsOneOf,
  IsPlainText,
  IsReference,
  IsWhole,
  IsYuan,
  ListQuery,
  Omittable,
  Public,
  Require,
} from '../../apps/api/src/http/index.js';
import { testApp, type TestApp } from '../support/app.js';

class Line {
  @IsYuan({ positive: true })
  amount!: bigint;
}

class Everything {
  @IsPlainText({ max: 10 })
  name!: string;

  @IsOptional()
  @IsPlainText({ max: 50, multiline: true })
  remark?: string | null;

  @Omittable()
  @IsCode(/^\d{4}$/)
  code?: string;

  @Omittable()
  @IsYuan()
  amount?: bigint;

  @Omittable()
  @IsDay()
  day?: string;

  @Omittable()
  @IsWhole({ max: 100 })
  count?: number;

  @Omittable()
  @IsReference()
  owner?: string;

  @Omittable()
  @IsOneOf(['a', 'b'])
  kind?: string;

  @Omittable()
  @IsArray()
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => Line)
  lines?: Line[];
}

@Controller('probe')
class ProbeController {
  constructor(private readonly database: Database) {}

  @Post()
  @HttpCode(200)
  @Public('a test')
  echo(@Body() body: Everything): Everything {
    return body;
  }

  @Get()
  @Public('a test')
  list(@Query() query: ListQuery): ListQuery {
    return query;
  }

  @Get('bare')
  @Public('a test')
  bare(): object {
    return { version: 7 };
  }

  @Get('crash')
  @Public('a test')
  crash(): never {
    throw new Error('select secret from credential');
  }

  @Get('broken-sql')
  @Public('a test')
  sql(): Promise<unknown> {
    return this.database.query('select nothing from nowhere');
  }

  @Get(':id')
  @Public('a test')
  one(@IdParam() id: string): { id: string } {
    return { id };
  }

  @Patch(':id')
  @Require('authenticated')
  change(@ExpectedVersion() version: number): { version: number } {
    return { version: version + 1 };
  }

  @Post('once')
  @Require('authenticated')
  once(@CurrentActor() actor: Actor, @Body() body: Everything): Promise<object> {
    return this.database.run(actor, async (tx) => {
      const row = await tx.one<{ n: string }>('select gen_random_uuid()::text as n');
      return { ...row, name: body.name };
    });
  }
}

@Module({ controllers: [ProbeController] })
class ProbeModule {}

const WHO = 'county.ecology.gongyi.approver';

describe('Requests', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ modules: [ProbeModule] });
    await app.cast();
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

  describe('paths, queries and headers', () => {
    it.each(['/api/v1/nothing', '/nothing', '/api/v2/probe'])('%s is no route', async (path) => {
      const { body } = await app.http.get(path).expect(404);
      expect(body).toMatchObject({ code: 'ROUTE_NOT_FOUND', instance: path });
    });

    it.each(['42', 'x', '%00', "1'--"])('id %s', async (id) => {
      const { body } = await app.http.get(`/api/v1/probe/${encodeURIComponent(id)}`).expect(400);
      expect(body.code).toBe('ID_MALFORMED');
    });

    it('a path that cannot be decoded', async () => {
      await app.http
        .get('/api/v1/probe/%zz')
        .expect(400)
        .expect('content-type', /problem\+json/);
    });

    it('lists: default limit, and what is refused', async () => {
      await app.http.get('/api/v1/probe').expect(200, { limit: 50 });
      await app.http.get('/api/v1/probe?limit=200').expect(200, { limit: 200 });
      for (const query of [
        'limit=201',
        'limit=0',
        'limit=-1',
        'limit=1e1',
        'limit=０',
        'limit=5&limit=6',
        'limt=5',
        'cursor=<',
      ])
        await app.http.get(`/api/v1/probe?${encodeURI(query)}`).expect(400);
    });

    it('a route without parameters refuses every one', async () => {
      const { body } = await app.http.get('/api/v1/probe/bare?verbose=1').expect(400);
      expect(body.errors).toEqual([{ path: 'verbose', code: 'UNKNOWN_FIELD', message: '不认识的字段' }]);
    });

    it('the version of an answer is its ETag, and If-Match takes it', async () => {
      await app.http.get('/api/v1/probe/bare').expect(200).expect('etag', '"7"');
      const path = '/api/v1/probe/01970000-0000-7000-8000-000000000000';
      const change = (version?: string) => {
        const request = app.as(WHO).patch(path);
        return version === undefined ? request : request.set('if-match', version);
      };
      await change('"7"').expect(200, { version: 8 });
      await change('W/"7"').expect(200);
      expect((await change().expect(428)).body.code).toBe('VERSION_REQUIRED');
      for (const bad of ['7', '"x"', '*', '"-1"', '"7", "8"'])
        expect((await change(bad).expect(400)).body.code).toBe('IF_MATCH_MALFORMED');
    });

    it('the same key and body give the same answer, another body is refused', async () => {
      const send = (name: string, key = 'key-1') =>
        app.as(WHO).post('/api/v1/probe/once').set('idempotency-key', key).send({ name });
      const first = (await send('a').expect(201)).body;
      expect((await send('a').expect(201)).body).toEqual(first);
      expect((await send('a', 'key-2').expect(201)).body.n).not.toBe(first.n);
      expect((await send('b').expect(422)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
      const answers = await Promise.all([send('c', 'key-3'), send('c', 'key-3'), send('c', 'key-3')]);
      expect(new Set(answers.map(({ body }) => body.n)).size).toBe(1);
      for (const bad of ['x'.repeat(129), 'a b'])
        expect((await send('a', bad).expect(400)).body.code).toBe('IDEMPOTENCY_KEY_MALFORMED');
    });
  });

  describe('problems', () => {
    it('are RFC 9457, in Chinese unless English is preferred', async () => {
      const ask = (language: string) => app.http.get('/api/v1/probe/x?a=张三').set('accept-language', language);
      const { body, headers } = await ask('fr, zh;q=0.5').expect(400);
      expect(headers).toMatchObject({
        'content-type': 'application/problem+json; charset=utf-8',
        'content-language': 'zh-CN',
        vary: 'Accept-Language',
        'cache-control': 'no-store',
      });
      expect(body).toMatchObject({ status: 400, title: '请求有误', instance: '/api/v1/probe/x' });
      expect(body.type).toMatch(/^urn:milepost:problem:/);
      expect((await ask('en-GB, zh;q=0.9')).body.title).toBe('Bad request');
      expect((await ask('en;q=0.1, zh')).body.title).toBe('请求有误');
    });

    it.each(['crash', 'broken-sql'])(
      '%s: neither stack nor SQL leaves the server, the request id does',
      async (what) => {
        const { body, text } = await app.http
          .get(`/api/v1/probe/${what}`)
          .set('x-request-id', 'request-0001')
          .expect(500)
          .expect('x-request-id', 'request-0001');
        expect(body).toMatchObject({ code: 'INTERNAL_ERROR', detail: expect.stringContaining('request-0001') });
        expect(text).not.toMatch(/select|secret|nowhere|stack|\.ts/);
      },
    );

    it('a request id of a strange form is replaced', async () => {
      const { headers } = await app.http.get('/api/v1/probe/bare').set('x-request-id', 'a b<script>');
      expect(headers['x-request-id']).toMatch(/^[\w-]{36}$/);
    });
  });
});
