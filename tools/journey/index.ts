// npm run journey: two projects told as a story, over HTTP, as the real persons of the demo. Ends non-zero when the system
// answers anything else than the story expects.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Surprise, type Client } from './client.js';
import { Journey, type JourneyClock } from './journey.js';
import { gongyi } from './story-gongyi.js';
import { jiyuan } from './story-jiyuan.js';

const ADMIN = 'province.ecology.henan.system_admin';
const MOST_DAYS = 366;
const url = (process.env.MILEPOST_URL?.trim() || `http://127.0.0.1:${process.env.PORT?.trim() || 3000}`).replace(
  /\/+$/,
  '',
);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** The clock of the demonstration: nobody waits ten working days for a public notice. */
function demoClock(client: Client): JourneyClock {
  return {
    today: async () => (await client.get<{ today: string }>(ADMIN, '/admin/clock')).today,
    advance: async (days) => {
      for (let left = days; left > 0; left -= MOST_DAYS) {
        await client.post(ADMIN, '/admin/clock', { advanceDays: Math.min(left, MOST_DAYS) });
        client.forgetSessions();
      }
    },
  };
}

function passwordOf(): string {
  const file = join(process.env.DATA_DIR?.trim() || '.data', 'demo-password');
  const password = process.env.DEMO_PASSWORD || (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
  if (password) return password;
  throw new Surprise(
    `Set DEMO_PASSWORD to the password of the demo accounts: there is no ${file} of an \`npm start\` here.`,
  );
}

/** The story jumps over months, which a system in real use must not do. */
async function refuseRealTime(client: Client): Promise<void> {
  try {
    await client.get(ADMIN, '/admin/clock');
  } catch (error) {
    if (!(error instanceof Surprise) || !error.message.includes('answered 404')) throw error;
    throw new Surprise(
      `${url} has no demo clock. Start the demo with npm start (or set DEMO_CLOCK=true for a test system).`,
    );
  }
}

try {
  const journey = new Journey({ url, password: passwordOf(), clock: demoClock, print });
  print(`Milepost 里程 – the journey, told against ${url}`);
  await refuseRealTime(journey.client);
  const first = await gongyi(journey);
  const second = await jiyuan(journey);
  const today = await journey.clock.today();
  print(`\nThe demo clock now stands at ${today}; it returns to the real time when the system is started anew.`);
  print(`✓ ${first.number} closed, ${second.number} in the library; ${journey.checks} checks, all as expected.`);
} catch (error) {
  const text = error instanceof Surprise ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`\n✗ The journey ends here. ${text}\n`);
  process.exitCode = 1;
}
