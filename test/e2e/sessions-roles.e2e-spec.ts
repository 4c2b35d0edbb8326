import { FixedClock, SYSTEM_ACTOR } from '#libs/kernel';
import { hashPassword, Organisations, People, Sessions } from '#libs/identity';
import { Database } from '#libs/platform';
import { testApp, TEST_START, type TestApp } from '../support/app.js';
import { CAST_PASSWORD } from '../support/cast.js';

describe('Organisations and roles', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app?.close());

  const login = (username: string, password: string = CAST_PASSWORD, more: object = {}) =>
    app.http.post('/api/v1/sessions').send({ username, password, ...more });

  const admins = ['system_admin', 'security_admin', 'audit_admin'] as const;

  it.each([
    [0, 1],
    [1, 2],
    [2, 0],
  ])('nobody holds two of the three administrator roles (%i, %i), in service and database', async (a, b) => {
    const organisationId = (await app.cast()).organisation('province.ecology.henan').id;
    const create = app.get(Database).run(SYSTEM_ACTOR, (tx) =>
      app.get(People).createIn(tx, {
        username: `two.hats.${a}${b}`,
        name: '张三',
        memberships: [{ organisationId, roles: [admins[a]!, admins[b]!] }],
      }),
    );
    await expect(create).rejects.toMatchObject({ code: 'ADMINISTRATOR_ROLES_SEPARATE' });
    expect(await app.db.query('select 1 from person where username = $1', [`two.hats.${a}${b}`])).toEqual([]);
  });

  it('not even in two organisations, and not by two transactions at once', async () => {
    const cast = await app.cast();
    const person = cast.person('county.commerce.gongyi.reviewer').id;
    const grant = (code: string, role: (typeof admins)[number]) =>
      app
        .get(Database)
        .run(SYSTEM_ACTOR, (tx) => app.get(People).grantIn(tx, person, cast.organisation(code).id, role));
    const results = await Promise.allSettled([
      grant('county.commerce.gongyi', 'system_admin'),
      grant('city.commerce.zhengzhou', 'audit_admin'),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('roles are those of the organisation acted in', async () => {
    const cast = await app.cast();
    const other = cast.organisation('city.water.zhengzhou').id;
    const person = cast.person('county.water.gongyi.reviewer').id;
    await app.get(Database).run(SYSTEM_ACTOR, (tx) => app.get(People).grantIn(tx, person, other, 'supervisor'));
    const first = await login('county.water.gongyi.reviewer').expect(201);
    expect(first.body.roles).toEqual(['reviewer']);
    const second = await login('county.water.gongyi.reviewer', CAST_PASSWORD, { organisationId: other }).expect(201);
    expect(second.body.roles).toEqual(['supervisor']);
    const elsewhere = cast.organisation('city.finance.zhengzhou').id;
    await login('county.water.gongyi.reviewer', CAST_PASSWORD, { organisationId: elsewhere }).expect(401);
  });

  it('people and organisations are provisioned in one transaction, and can log in', async () => {
    const passwordHash = await hashPassword('correct horse battery');
    await app.get(Database).run(SYSTEM_ACTOR, async (tx) => {
      const organisation = await app.get(Organisations).createIn(tx, {
        code: 'county.water.lankao',
        nameZh: '兰考县水利局',
        nameEn: 'Lankao Water Bureau',
        kind: 'department',
        departmentKind: 'water',
        regionCode: '410225',
      });
      expect(organisation).toMatchObject({ tier: 'county', cityCode: '410200', countyCode: '410225' });
      await app.get(People).createIn(tx, {
        username: 'county.water.lankao.approver',
        name: '李四',
        memberships: [{ organisationId: organisation.id, roles: ['approver'] }],
        passwordHash,
      });
    });
    await login('county.water.lankao.approver', 'correct horse battery').expect(201);
  });

  it('what expired long ago is swept away', async () => {
    await login('county.ecology.gongyi.approver').expect(201);
    const later = new FixedClock(TEST_START);
    later.advance({ days: 40 });
    const { sessions } = await app.get(Sessions).purge(later.now());
    expect(sessions).toBeGreaterThan(0);
  });
});
