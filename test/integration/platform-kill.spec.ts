import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { newId, SYSTEM_ACTOR } from '#libs/kernel';
import { Database, OutboxRelay } from '#libs/platform';
import { testPlatform } from '../support/platform.js';

/** A worker (from dist) whose handler has written its effect and never comes to its end. */
const worker = `
  import 'reflect-metadata';
  import { NestFactory } from '@nestjs/core';
  import { loadConfig, Outbox, PlatformModule, platformEntities } from '#libs/platform';
  const role = { name: 'worker', runsJobs: true };
  const app = await NestFactory.createApplicationContext(
    PlatformModule.forRoot(loadConfig(process.env), platformEntities, role), { logger: false });
  app.get(Outbox).register({ topic: 'probe', handle: async (tx, { payload }) => {
    await tx.audit({ subjectType: 'probe', subjectId: payload.subject, action: 'effect' });
    await tx.query('select 1');
    process.stdout.write('in the middle');
    await new Promise((done) => setTimeout(done, 60_000));
  } });
  process.stdout.write('ready');`;

it('a process that is killed between commit and delivery leaves one effect in the end', async () => {
  const app = await testPlatform({
    handlers: (outbox) =>
      outbox.register({
        topic: 'probe',
        handle: (tx, event: { payload: { subject: string } }) =>
          tx.audit({ subjectType: 'probe', subjectId: event.payload.subject, action: 'effect' }),
      }),
  });
  const effects = () => app.db.query(`select 1 from audit_entry where subject_type = 'probe'`);
  const child = spawn(process.execPath, ['--input-type=module', '-e', worker], {
    env: { ...process.env, DATABASE_URL: app.db.url, DATA_DIR: app.db.files },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const says = async () => ((await once(child.stdout, 'data')) as [Buffer])[0].toString();
  try {
    expect(await says()).toBe('ready');
    await app.get(Database).run(SYSTEM_ACTOR, (tx) => tx.emit('probe', { subject: newId() }));
    expect(await says()).toBe('in the middle');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await effects()).toHaveLength(0);
    // The child took it by the real clock; its lease is over long after.
    app.clock.set('2190-01-01T00:00:00Z');
    await app.get(OutboxRelay).drain();
    await app.get(OutboxRelay).drain();
    expect(await effects()).toHaveLength(1);
  } finally {
    child.kill('SIGKILL');
    await app.close();
  }
}, 60_000);
