import type { INestApplicationContext } from '@nestjs/common';
import { Outbox } from '#libs/platform';

/** A test that does not want a failed event must not find out by chance. */
export async function drain(nest: INestApplicationContext): Promise<number> {
  const outbox = nest.get(Outbox, { strict: false });
  let delivered = 0;
  for (;;) {
    const ready = await outbox.claim(100, 0);
    if (ready.length === 0) return delivered;
    for (const { id } of ready) {
      const result = await outbox.deliver(id);
      if (result === 'failed' || result === 'dead') throw new Error(`the handlers of outbox event ${id} failed`);
      if (result === 'delivered') delivered += 1;
    }
  }
}
