import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * For stopping: closes each connection as soon as no request is under way on it. Node alone would wait for those that have
 * not sent anything yet (browsers open some in advance) and for those kept alive after the last answer.
 * @returns the function that begins it
 */
export function trackConnections(server: Server): () => void {
  const requests = new Map<Socket, number>();
  let stopping = false;
  server.on('connection', (socket: Socket) => {
    requests.set(socket, 0);
    socket.once('close', () => requests.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const left = (requests.get(socket) ?? 1) - 1;
      if (!socket.destroyed) requests.set(socket, left);
      if (stopping && left === 0) socket.end();
    });
  });
  return () => {
    stopping = true;
    for (const [socket, count] of requests) if (count === 0) socket.destroy();
  };
}
