import { hashPassword } from '#libs/identity';
import { DEMO_USERNAME } from './demo.js';
import { withClient } from './embedded/roles.js';

/** One hash for all of them: they share the password anyway, and 2,000 slow hashes would take a minute. */
export async function setDemoPassword(ownerUrl: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  await withClient(ownerUrl, async (client) => {
    await client.query(`select set_config('app.scope', 'system', false)`);
    await client.query(
      `update credential c set password_hash = $2 from person p where p.id = c.person_id and p.username ~ $1`,
      [DEMO_USERNAME, hash],
    );
  });
}
