import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { fileTypeFromBuffer } from 'file-type';
import type { Clock } from '#libs/kernel';
import { CLOCK } from '../clock.js';
import { AppConfig } from '../config/config.js';
import { FileErrors } from './file.errors.js';
import { extensionOf, judgeType, looksLikeText } from './file-type.rules.js';

export const MAX_FILE_BYTES = 100 * 1024 * 1024;

const HEAD_BYTES = 64 * 1024;
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
      const age = this.clock.now().getTime() - (await stat(path)).mtimeMs;
      if (age > DAY_MS) await rm(path, { force: true });
    }
  }

  /**
   * @param name as the person gave it; its extension must agree with the content
   * @throws FILE_TOO_LARGE, FILE_EMPTY, FILE_TYPE_REFUSED, FILE_TYPE_MISMATCH; nothing is kept then
   */
  async write(content: AsyncIterable<Uint8Array>, name: string, maxBytes = MAX_FILE_BYTES): Promise<StoredFile> {
    const path = join(this.incoming, randomUUID());
    const file = await open(path, 'wx');
    try {
      const { sha256, size, head } = await this.copy(content, file, maxBytes);
      const extension = extensionOf(name);
      const mediaType = await typeOf(head, extension);
      await file.sync();
      await file.close();
      await this.keep(path, sha256);
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
  ): Promise<{ sha256: string; size: number; head: Buffer }> {
    const hash = createHash('sha256');
    const heads: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of content) {
      if (size < HEAD_BYTES) heads.push(chunk);
      size += chunk.length;
      if (size > maxBytes) throw FileErrors.FILE_TOO_LARGE({ megabytes: Math.floor(maxBytes / 1024 / 1024) });
      hash.update(chunk);
      await file.write(chunk);
    }
    if (size === 0) throw FileErrors.FILE_EMPTY();
    return { sha256: hash.digest('hex'), size, head: Buffer.concat(heads).subarray(0, HEAD_BYTES) };
  }

  private async keep(path: string, sha256: string): Promise<void> {
    const target = this.pathOf(sha256);
    await mkdir(dirname(target), { recursive: true });
    // Atomic; the same content written twice at once ends as one file.
    await rename(path, target);
  }
}

async function typeOf(head: Buffer, extension: string): Promise<string> {
  const detected = (await fileTypeFromBuffer(head))?.mime ?? (looksLikeText(head) ? 'text/plain' : null);
  const verdict = judgeType(detected, extension);
  if (verdict.accepted) return verdict.mediaType;
  throw verdict.why === 'refused' ? FileErrors.FILE_TYPE_REFUSED() : FileErrors.FILE_TYPE_MISMATCH({ extension });
}
