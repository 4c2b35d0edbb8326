import type { AcceptanceView } from '#libs/acceptance';
import { withClient } from '../../tools/embedded/roles.js';
import { testApp, type TestApp } from '../support/app.js';
import { applied, drawn, OWNER, readyForAcceptance } from '../support/builders/acceptance.js';

/** Statements by hand, past all services: what the services refuse, the database refuses too. */
describe('the tables of acceptance have the last word', () => {
  let app: TestApp;
  let acceptance: AcceptanceView;
  beforeAll(async () => {
    app = await testApp();
    acceptance = await drawn(app, (await applied(app, await readyForAcceptance(app))).id);
  });
  afterAll(() => app.close());

  const seat = (personId: string, organisationId: string) =>
    app.db.query(
      `insert into acceptance_member (acceptance_id, project_id, person_id, person_name, organisation_id, organisation_name, seat)
       values ($1, $2, $3, 'x', $4, 'x', 99)`,
      [acceptance.id, acceptance.projectId, personId, organisationId],
    );

  it('on a member of the owner, even one that sits for another organisation', async () => {
    const cast = await app.cast();
    const owner = cast.organisation('owner.gongyi.1').id;
    const elsewhere = cast.organisation('county.water.gongyi').id;
    await expect(seat(cast.person('county.water.gongyi.reviewer').id, owner)).rejects.toThrow(/project owner/);
    await expect(seat(cast.person(OWNER).id, elsewhere)).rejects.toThrow(/project owner/);
  });

  it('on an even group', async () => {
    const cast = await app.cast();
    const stranger = cast.person('county.water.gongyi.reviewer');
    await expect(seat(stranger.id, stranger.organisationId)).rejects.toThrow(/at least three and an odd number/);
  });

  it('on a second vote, a vote without declaration and a changed vote', async () => {
    const [member, other] = [acceptance.members[0]!, acceptance.members[1]!];
    const vote = (personId: string) =>
      app.db.query(
        `insert into acceptance_vote (acceptance_id, person_id, project_id, vote, cast_at) values ($1, $2, $3, 'pass', '2026-03-16')`,
        [acceptance.id, personId, acceptance.projectId],
      );
    await expect(vote(member.personId)).rejects.toThrow(/without a conflict votes/);
    await app.db.query(
      `update acceptance_member set declaration = 'none', declared_at = '2026-03-16' where acceptance_id = $1 and person_id = $2`,
      [acceptance.id, member.personId],
    );
    await vote(member.personId);
    await expect(vote(member.personId)).rejects.toThrow(/pk_acceptance_vote/);
    await expect(
      app.db.query(`update acceptance_vote set vote = 'fail' where acceptance_id = $1`, [acceptance.id]),
    ).rejects.toThrow(/append-only/);
    await expect(vote(other.personId)).rejects.toThrow(/without a conflict votes/);
  });

  it('on a conclusion that the votes do not bear out, and on outputs confirmed past acceptance', async () => {
    const conclude = `update acceptance set status = 'concluded_pass', conclusion = 'pass', opinion = 'x',
      concluded_by = (select person_id from acceptance_member where acceptance_id = $1 limit 1), concluded_at = '2026-03-16' where id = $1`;
    await expect(app.db.query(conclude, [acceptance.id])).rejects.toThrow(/majority/);
    const confirm = `update project_output set confirmed_value = 1 where project_id = $1`;
    await expect(app.db.query(confirm, [acceptance.projectId])).rejects.toThrow(/confirmed by a passed acceptance/);
  });

  it('on what another county can see', async () => {
    const seen = (scope: string) =>
      withClient(app.db.url, async (client) => {
        await client.query(`select set_config('app.scope', $1, false)`, [scope]);
        const { rows } = await client.query(`select 1 from acceptance_member where acceptance_id = $1`, [
          acceptance.id,
        ]);
        return rows.length;
      });
    expect(await seen('county:410181')).toBe(3);
    expect(await seen('county:419001')).toBe(0);
    await app.as('county.ecology.jiyuan.approver').get(`/api/v1/acceptances/${acceptance.id}`).expect(404);
  });
});
