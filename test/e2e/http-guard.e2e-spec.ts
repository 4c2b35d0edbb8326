import { Controller, Get, Module } from '@nestjs/common';
import { Public, Require } from '../../apps/api/src/http/index.js';
import { testApp, type TestApp } from '../support/app.js';

@Controller('forgotten')
class ForgottenController {
  @Get('declared')
  @Public('a test')
  declared(): object {
    return {};
  }

  @Get('bare')
  bare(): object {
    return {};
  }
}

@Module({ controllers: [ForgottenController] })
class ForgottenModule {}

@Controller('rooms')
class RoomsController {
  @Get('finance')
  @Require('finance_officer', 'finance_approver')
  finance(): object {
    return {};
  }
}

@Module({ controllers: [RoomsController] })
class RoomsModule {}

describe('The guard', () => {
  it('a route that declares nothing stops the start and is named', async () => {
    await expect(testApp({ modules: [ForgottenModule] })).rejects.toThrow(/ForgottenController\.bare \(GET bare\)$/);
  });

  describe('in a running system', () => {
    let app: TestApp;
    beforeAll(async () => {
      app = await testApp({ modules: [RoomsModule], http: { requestsPerMinute: 40, loginsPerMinute: 3 } });
      await app.cast();
    });
    afterAll(() => app?.close());

    it('401 without a login, 403 with another role, 200 with the role', async () => {
      const { body, headers } = await app.http.get('/api/v1/rooms/finance').expect(401);
      expect(body.code).toBe('NOT_AUTHENTICATED');
      expect(headers['www-authenticate']).toBe('Bearer');
      const refused = await app.as('county.finance.gongyi.reviewer').get('/api/v1/rooms/finance').expect(403);
      expect(refused.body.code).toBe('ROLE_REQUIRED');
      expect(refused.body.detail).toContain('财政经办');
      await app.as('county.finance.gongyi.finance_officer').get('/api/v1/rooms/finance').expect(200);
    });

    it.each(['Bearer', 'Bearer x', `Bearer ${'A'.repeat(43)}`, 'Basic YTpi', `Bearer ${'A'.repeat(5000)}`])(
      'authorization %.20s is nobody',
      async (authorization) => {
        await app.http.get('/api/v1/me').set('authorization', authorization).expect(401);
      },
    );

    it('administration is for the administrator it belongs to', async () => {
      const admin = (role: string) => app.as(`province.ecology.henan.${role}`);
      await admin('system_admin').get('/api/v1/admin/dead-letters').expect(200, { items: [], nextCursor: null });
      await admin('security_admin').get('/api/v1/admin/dead-letters').expect(403);
      const unknown = '/api/v1/admin/dead-letters/01970000-0000-7000-8000-000000000000/actions/requeue';
      await admin('system_admin').post(unknown).expect(404);
      await admin('audit_admin').get('/api/v1/audit/verification').expect(200, { entries: 0, subjects: 0, faults: [] });
      await admin('system_admin').get('/api/v1/audit/verification').expect(403);
    });

    it('security headers are on every answer, and nothing is cached', async () => {
      const { headers } = await app.http.get('/api/v1/me');
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'content-security-policy': expect.stringContaining("default-src 'self'"),
      });
      expect(headers['x-powered-by']).toBeUndefined();
    });

    it('too many logins, then too many requests, are 429 with Retry-After', async () => {
      const login = () => app.http.post('/api/v1/sessions').send({ username: 'nobody', password: 'x' });
      for (let count = 0; count < 3; count += 1) await login().expect(401);
      const { body, headers } = await login().expect(429);
      expect(body.code).toBe('RATE_LIMITED');
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      const statuses = await Promise.all(
        Array.from({ length: 45 }, () => app.http.get('/health/live').then(({ status }) => status)),
      );
      expect(new Set(statuses)).toEqual(new Set([200, 429]));
    });
  });
});
