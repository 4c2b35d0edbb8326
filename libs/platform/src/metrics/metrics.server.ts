import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics } from 'prom-client';
import type { AppConfig } from '../config/config.js';
import type { Meters } from './meters.js';
import type { QueueFigures } from './queue.figures.js';
import { isSameSecret } from './secret.js';

/** GET /metrics for a process that serves nothing else. Undefined where no port or no token is configured. */
export async function serveMetrics(
  { host, metricsPort, metricsToken }: Pick<AppConfig, 'host' | 'metricsPort' | 'metricsToken'>,
  meters: Meters,
  figures: QueueFigures,
): Promise<{ port: number; close: () => Promise<void> } | undefined> {
  if (metricsPort === undefined || !metricsToken) return undefined;
  collectDefaultMetrics({ register: meters.registry });
  const server = createServer((request, response) => {
    const answer = (status: number, text: string): void => {
      response.writeHead(status, { 'content-type': status === 200 ? meters.registry.contentType : 'text/plain' });
      response.end(text);
    };
    if (request.method !== 'GET' || request.url !== '/metrics') return answer(404, 'not found\n');
    if (!isSameSecret(request.headers.authorization ?? '', `Bearer ${metricsToken}`)) return answer(401, 'token\n');
    figures.render().then(
      (text) => answer(200, text),
      () => answer(503, 'the database does not answer\n'),
    );
  });
  server.listen(metricsPort, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
