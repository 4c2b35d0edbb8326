import { testApp, type TestApp } from '../support/app.js';
import { ProbeModule } from '../support/probe.js';

const WHO = 'county.ecology.gongyi.approver';

describe('Conventions of the API', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ modules: [ProbeModule] });
    await app.cast();
  });
  afterAll(() => app?.close());

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
      expect(headers['x-request-id']).toMatch(/^[\w-]{12,64}$/);
    });
  });
});
