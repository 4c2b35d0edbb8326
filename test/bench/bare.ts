import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { dataSourceOptions, loadConfig } from '#libs/platform';
import { play, Request } from './player.js';
import type { Tape } from './tape.js';

// What no framework could be faster than: node:http, pg, the session check and the statements of the product, recorded at its
// driver, prepared and pipelined as it does. No routing, no validation, no permissions, no log.
const config = loadConfig(process.env);
const { extra, poolSize } = dataSourceOptions(config, [], { name: 'tool', runsJobs: false }) as unknown as {
  extra: pg.PoolConfig;
  poolSize: number;
};
const pool = new pg.Pool({ ...extra, connectionString: config.databaseUrl, max: poolSize });
const tapes = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Record<'detail' | 'list' | 'decision', Tape>;

async function answer(request: IncomingMessage): Promise<string> {
  const token = createHash('sha256').update(request.headers.authorization!.slice(7)).digest();
  const path = request.url!;
  const id = path.slice(path.lastIndexOf('/') + 1);
  if (request.method === 'POST') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    JSON.parse(Buffer.concat(chunks).toString());
    const [approval] = path.split('/').slice(-2);
    return JSON.stringify((await play(pool, tapes.decision, new Request(approval!, token)))[0]);
  }
  if (path.includes('?')) return JSON.stringify({ items: await play(pool, tapes.list, new Request('', token)) });
  return JSON.stringify((await play(pool, tapes.detail, new Request(id, token)))[0]);
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => {
      response.setHeader('content-type', 'application/json; charset=utf-8');
      response.setHeader('content-length', Buffer.byteLength(body));
      response.end(body);
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.statusCode = 500;
      response.end();
    },
  );
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.on('disconnect', () => process.exit(0));
