import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { SystemClock } from '#libs/kernel';
import { FileStore, loadConfig, MAX_FILE_BYTES } from '#libs/platform';

/** A zip with stored (uncompressed) entries. */
function zip(...names: string[]): Buffer {
  const content = Buffer.from('<?xml version="1.0"?><x/>');
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, tail, Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(names.length, 8);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, entries, end]);
}

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(2000)]);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
  'base64',
);

describe('the file store', () => {
  let directory: string;
  let store: FileStore;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'milepost-files-'));
    const config = loadConfig({ DATABASE_URL: 'postgres://nobody@localhost/none', DATA_DIR: directory });
    store = new FileStore(config, new SystemClock());
    await store.onModuleInit();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  async function* pieces(content: Buffer, size = 700): AsyncGenerator<Buffer> {
    for (let at = 0; at < content.length; at += size) yield await Promise.resolve(content.subarray(at, at + size));
  }
  const incoming = () => readdirSync(join(directory, 'files', 'incoming'));
  const read = async (sha256: string, range?: { start: number; end: number }): Promise<Buffer> => {
    const parts: Buffer[] = [];
    for await (const part of await store.open(sha256, range)) parts.push(part as Buffer);
    return Buffer.concat(parts);
  };

  it('keeps a file under the hash of its content and gives it back, whole and in part', async () => {
    const stored = await store.write(pieces(pdf), '可研报告.pdf');
    const sha256 = createHash('sha256').update(pdf).digest('hex');
    expect(stored).toEqual({ sha256, size: pdf.length, mediaType: 'application/pdf', extension: 'pdf' });
    expect((await read(sha256)).equals(pdf)).toBe(true);
    expect((await read(sha256, { start: 9, end: 18 })).equals(pdf.subarray(9, 19))).toBe(true);
  });

  it('keeps the same content once, also when it comes several times at once', async () => {
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5000)]);
    const stored = await Promise.all(Array.from({ length: 6 }, (_, n) => store.write(pieces(content), `${n}.pdf`)));
    const { sha256 } = stored[0]!;
    expect(new Set(stored.map((file) => file.sha256)).size).toBe(1);
    expect(readdirSync(join(directory, 'files', sha256.slice(0, 2), sha256.slice(2, 4)))).toEqual([sha256]);
    expect(incoming()).toEqual([]);
  });

  it.each([
    ['a.png', png, 'image/png'],
    ['a.ofd', zip('Doc_0/Document.xml', 'OFD.xml'), 'application/ofd'],
    ['a.zip', zip('a.txt', 'b.txt'), 'application/zip'],
    ['a.csv', Buffer.from('\uFEFF项目,金额\r\n污水处理,1234.50\r\n'), 'text/csv'],
    ['a.txt', Buffer.from([0xc0, 0xef, 0xb3, 0xcc]), 'text/plain'],
    ['BM.txt', Buffer.from('BM is not always a bitmap'), 'text/plain'],
    ['A.PDF', pdf, 'application/pdf'],
  ])('knows %s by its content', async (name, content, mediaType) => {
    expect(await store.write(pieces(content), name)).toMatchObject({ mediaType, size: content.length });
  });

  it.each([
    ['a.pdf', png, 'FILE_TYPE_MISMATCH'],
    ['a.png', pdf, 'FILE_TYPE_MISMATCH'],
    ['a.txt', pdf, 'FILE_TYPE_MISMATCH'],
    ['a.ofd', zip('a.txt'), 'FILE_TYPE_MISMATCH'],
    ['a.docx', zip('a.txt'), 'FILE_TYPE_MISMATCH'],
    ['a', png, 'FILE_TYPE_MISMATCH'],
    ['a.exe', Buffer.concat([Buffer.from('MZ'), randomBytes(600)]), 'FILE_TYPE_REFUSED'],
    ['a.csv', Buffer.concat([Buffer.alloc(100_000, 'a,b\n'), Buffer.from([0, 1, 2])]), 'FILE_TYPE_REFUSED'],
    ['a.html', Buffer.from('<script>alert(1)</script>'), 'FILE_TYPE_REFUSED'],
    ['a.pdf', Buffer.alloc(0), 'FILE_EMPTY'],
  ])('refuses %s, whose content is something else', async (name, content, code) => {
    await expect(store.write(pieces(content), name)).rejects.toMatchObject({ code });
    expect(incoming()).toEqual([]);
  });

  it('refuses more than 100 MB, without ever holding it, and keeps nothing of it', async () => {
    const block = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(1024 * 1024 - 9)]);
    let given = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        given += block.length;
        yield await Promise.resolve(block);
      }
    }
    const before = process.memoryUsage().arrayBuffers;
    await expect(store.write(endless(), 'a.pdf')).rejects.toMatchObject({ code: 'FILE_TOO_LARGE', kind: 'too_large' });
    expect(given).toBeLessThanOrEqual(MAX_FILE_BYTES + block.length);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MAX_FILE_BYTES / 4);
    expect(incoming()).toEqual([]);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield await Promise.resolve(pdf);
      throw new Error('the client is gone');
    }
    await expect(store.write(broken(), 'a.pdf')).rejects.toThrow('the client is gone');
    expect(incoming()).toEqual([]);
  });

  it('removes leftovers of a killed process after a day', async () => {
    const [old, fresh] = ['old', 'fresh'].map((name) => join(directory, 'files', 'incoming', name)) as [string, string];
    for (const path of [old, fresh]) writeFileSync(path, 'x');
    utimesSync(old, 0, 0);
    await store.onModuleInit();
    expect([existsSync(old), existsSync(fresh)]).toEqual([false, true]);
    rmSync(fresh);
  });

  it.each(['0'.repeat(64), '../../etc/passwd', ''])('has nothing under %j', async (sha256) =>
    expect(store.open(sha256)).rejects.toMatchObject({ code: 'FILE_CONTENT_MISSING' }),
  );
});
