import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { fileTypeFromFile } from 'file-type';
import type { Clock } from '#libs/kernel';
import { CLOCK } from '../clock.js';
import { AppConfig } from '../config/config.js';
import { FileErrors } from './file.errors.js';
import { extensionOf, isAccepted, isTextExtension, judgeType, TextCheck, zipNames } from './file-type.rules.js';

export const MAX_FILE_BYTES = 100 * 1024 * 1024;

const ZIP_TAIL_BYTES = 1024 * 1024;
const DAY_MS = 86_400_000;
const SHA256 = /^[0-9a-f]{64}$/;

export interface StoredFile {
  sha256: string;
  size: number;
  mediaType: string;
  extension: string;
}

/**
 * Files on disk under the hash of their content: the same content is stored once. Streamed in and out, never whole in memory;
 * a file appears under its name only when it is complete and on the disk.
 */
@Injectable()
export class FileStore implements OnModuleInit {
  private readonly root: string;

  constructor(
    config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.root = join(config.dataDir, 'files');
  }

  /** Leftovers of uploads that were cut off go after a day. */
  async onModuleInit(): Promise<void> {
    await mkdir(this.incoming, { recursive: true });
    for (const name of await readdir(this.incoming)) {
      const path = join(this.incoming, name);
      // Another process that starts at the same moment may have removed it.
      const found = await stat(path).catch(() => undefined);
      if (found && this.clock.now().getTime() - found.mtimeMs > DAY_MS) await rm(path, { force: true });
    }
  }

  /**
   * @param name as the person gave it; its extension must agree with the content
   * @throws FILE_TOO_LARGE, FILE_EMPTY, FILE_TYPE_REFUSED, FILE_TYPE_MISMATCH; nothing is kept then
   */
  async write(content: AsyncIterable<Uint8Array>, name: string, maxBytes = MAX_FILE_BYTES): Promise<StoredFile> {
    const extension = extensionOf(name);
    const path = join(this.incoming, randomUUID());
    const file = await open(path, 'wx');
    try {
      const { sha256, size, isText } = await this.copy(content, file, maxBytes, isTextExtension(extension));
      await file.sync();
      await file.close();
      const mediaType = await typeOf(path, size, extension, isText);
      await this.keep(path, sha256, size);
      return { sha256, size, mediaType, extension };
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(path, { force: true });
      throw error;
    }
  }

  /** @param range bytes, both ends included. @throws FILE_CONTENT_MISSING */
  async open(sha256: string, range?: { start: number; end: number }): Promise<ReadStream> {
    const path = this.pathOf(sha256);
    const found = await stat(path).catch(() => undefined);
    if (!found) throw FileErrors.FILE_CONTENT_MISSING();
    return createReadStream(path, range);
  }

  private get incoming(): string {
    return join(this.root, 'incoming');
  }

  private pathOf(sha256: string): string {
    if (!SHA256.test(sha256)) throw FileErrors.FILE_CONTENT_MISSING();
    return join(this.root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  }

  private async copy(
    content: AsyncIterable<Uint8Array>,
    file: FileHandle,
    maxBytes: number,
    asText: boolean,
  ): Promise<{ sha256: string; size: number; isText: boolean }> {
    const hash = createHash('sha256');
    const text = asText ? new TextCheck() : undefined;
    let isText = asText;
    let size = 0;
    for await (const chunk of content) {
      size += chunk.length;
      if (size > maxBytes) throw FileErrors.FILE_TOO_LARGE({ megabytes: Math.floor(maxBytes / 1024 / 1024) });
      if (text && isText) isText = text.add(chunk);
      hash.update(chunk);
      await file.appendFile(chunk);
    }
    if (size === 0) throw FileErrors.FILE_EMPTY();
    return { sha256: hash.digest('hex'), size, isText: isText && text !== undefined && text.end() };
  }

  /** Atomic; the same content written twice, or twice at once, is one file. */
  private async keep(path: string, sha256: string, size: number): Promise<void> {
    const target = this.pathOf(sha256);
    const found = await stat(target).catch(() => undefined);
    if (found?.size === size) return rm(path);
    await mkdir(dirname(target), { recursive: true });
    await rename(path, target);
    await syncDirectory(dirname(target));
  }
}

/** The name must survive a power cut like the content does; not every system can open a directory. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path).catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

async function typeOf(path: string, size: number, extension: string, isText: boolean): Promise<string> {
  const verdict = judgeType(await detect(path, size, isText), extension);
  if (verdict.accepted) return verdict.mediaType;
  throw verdict.why === 'refused' ? FileErrors.FILE_TYPE_REFUSED() : FileErrors.FILE_TYPE_MISMATCH({ extension });
}

async function detect(path: string, size: number, isText: boolean): Promise<string | null> {
  const found = await fileTypeFromFile(path).catch(() => undefined);
  if (found?.mime === 'application/zip') return (await isOfd(path, size)) ? 'application/ofd' : found.mime;
  // Signatures of two letters, such as BM for a bitmap, begin ordinary texts as well.
  if (isText && (found === undefined || !isAccepted(found.mime))) return 'text/plain';
  return found?.mime ?? null;
}

async function isOfd(path: string, size: number): Promise<boolean> {
  const file = await open(path);
  try {
    const length = Math.min(size, ZIP_TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return zipNames(buffer).includes('OFD.xml');
  } finally {
    await file.close();
  }
}
