import { today } from '#libs/kernel';
import { Journey } from '../../tools/journey/journey.js';
import type { TestApp } from './app.js';
import { CAST_PASSWORD } from './cast.js';

/** The journey of `npm run journey` against a test's own application, whose clock stands still until it is moved. */
export async function journeyOf(app: TestApp): Promise<{ journey: Journey; lines: string[] }> {
  await app.cast();
  const lines: string[] = [];
  const clock = {
    today: () => Promise.resolve(today(app.clock)),
    advance: async (days: number) => {
      app.clock.advance({ days });
      await app.drainOutbox();
    },
  };
  const print = (line: string) => void lines.push(line);
  return { journey: new Journey({ url: app.url, password: CAST_PASSWORD, clock: () => clock, print }), lines };
}
