import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { FileView } from '#libs/project';

export interface ByteRange {
  start: number;
  /** Inclusive. */
  end: number;
}

/**
 * Sends stored content so that a browser never runs it: fixed type, no sniffing, no scripts, always a download. The name
 * travels as RFC 5987 (Chinese) beside an ASCII one for old clients.
 */
export async function sendFile(
  reply: FastifyReply,
  file: FileView,
  rangeHeader: string | undefined,
  open: (range?: ByteRange) => Promise<Readable>,
): Promise<void> {
  const range = parseRange(rangeHeader, file.sizeBytes);
  void reply
    .header('content-type', file.mediaType)
    .header('content-disposition', contentDisposition(file.name))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .header('accept-ranges', 'bytes')
    .header('etag', `"${file.sha256}"`);
  if (range === 'unsatisfiable') {
    await reply.status(416).header('content-range', `bytes */${file.sizeBytes}`).send();
    return;
  }
  if (!range) {
    await reply.header('content-length', file.sizeBytes).send(await open());
    return;
  }
  void reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
  await reply.header('content-length', range.end - range.start + 1).send(await open(range));
}

/** One range only; several at once are answered with the whole, which RFC 9110 allows. */
export function parseRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = header ? /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header.trim()) : null;
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const last = Number(match[2]);
    return last === 0 ? 'unsatisfiable' : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size || end < start) return 'unsatisfiable';
  return { start, end };
}

export function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]/g, '_').replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
