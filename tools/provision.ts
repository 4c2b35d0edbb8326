import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import { DomainError, newId, SYSTEM_ACTOR, type DepartmentKind, type Role } from '#libs/kernel';
import { Organisations, People } from '#libs/identity';
import { Database, loadConfigOrExit, type Tx } from '#libs/platform';
import { AppModule } from '../apps/api/src/app.module.js';

// npm run provision -- people.json: the organisations and people of an installation, in one transaction, all or nothing. An
// organisation that is there is used as it is; a person without a password gets a random one, which is printed once.

interface Provision {
  organisations?: {
    code: string;
    nameZh: string;
    nameEn: string;
    kind: 'department' | 'owner';
    departmentKind?: DepartmentKind;
    regionCode: string;
  }[];
  people?: {
    username: string;
    name: string;
    password?: string;
    memberships: { organisation: string; roles: Role[] }[];
  }[];
}

const BY_CODE = 'select id from organisation where code = $1';

async function idOf(tx: Tx, code: string): Promise<string | undefined> {
  return (await tx.one<{ id: string }>(BY_CODE, [code]))?.id;
}

const [path] = process.argv.slice(2);
if (path === undefined) {
  process.stderr.write('usage: npm run provision -- FILE.json (see the README)\n');
  process.exit(64);
}
const wanted = JSON.parse(await readFile(path, 'utf8')) as Provision;
const module = AppModule.forRoot(loadConfigOrExit(), { name: 'tool', runsJobs: false });
const app = await NestFactory.createApplicationContext(module, { logger: ['error', 'warn'] });
const [organisations, people] = [app.get(Organisations), app.get(People)];
try {
  const lines = await app.get(Database).run({ ...SYSTEM_ACTOR, requestId: newId() }, async (tx) => {
    const made: string[] = [];
    for (const organisation of wanted.organisations ?? []) {
      if (await idOf(tx, organisation.code)) continue;
      await organisations.createIn(tx, organisation);
      made.push(`organisation ${organisation.code}`);
    }
    for (const { username, name, password, memberships } of wanted.people ?? []) {
      const secret = password ?? randomBytes(12).toString('base64url');
      const held = [];
      for (const { organisation, roles } of memberships) {
        const organisationId = await idOf(tx, organisation);
        if (!organisationId) throw new Error(`there is no organisation ${organisation}`);
        held.push({ organisationId, roles });
      }
      await people.createIn(tx, { username, name, password: secret, memberships: held });
      made.push(`person ${username}${password === undefined ? `, password ${secret}` : ''}`);
    }
    return made;
  });
  for (const line of lines) process.stdout.write(`${line}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof DomainError ? error.text('en') : String(error)}; nothing was made\n`);
  process.exitCode = 1;
} finally {
  await app.close();
}
