import { TextDecoder } from 'node:util';

/** What offices here hand in (§2 documents, §6 photos), by content, with the extensions that may stand for each. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/webp': ['webp'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/zip': ['zip'],
  // 版式文档 (GB/T 33190): a zip with OFD.xml at its root.
  'application/ofd': ['ofd'],
  'text/plain': ['txt', 'csv'],
};

export const isAccepted = (mediaType: string): boolean => mediaType in ACCEPTED;

export type TypeVerdict = { accepted: true; mediaType: string } | { accepted: false; why: 'refused' | 'mismatch' };

/** @param detected media type that the content shows, null when no known signature was found and it is not text */
export function judgeType(detected: string | null, extension: string): TypeVerdict {
  const extensions = detected === null ? undefined : ACCEPTED[detected];
  if (detected === null || extensions === undefined) return { accepted: false, why: 'refused' };
  if (!extensions.includes(extension)) return { accepted: false, why: 'mismatch' };
  return { accepted: true, mediaType: mediaTypeFor(detected, extension) };
}

const mediaTypeFor = (detected: string, extension: string): string => (extension === 'csv' ? 'text/csv' : detected);

export const extensionOf = (name: string): string => /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';

export const isTextExtension = (extension: string): boolean => ACCEPTED['text/plain']!.includes(extension);

const ENCODINGS = ['utf-8', 'gb18030'];

/** Whether a stream is text: UTF-8 or GB18030 from its first to its last byte, without control characters. */
export class TextCheck {
  private decoders = ENCODINGS.map((encoding) => new TextDecoder(encoding, { fatal: true }));

  /** @returns false as soon as it is not text */
  add(chunk: Uint8Array): boolean {
    if (chunk.some(isControl)) this.decoders = [];
    return this.keep((decoder) => decoder.decode(chunk, { stream: true }));
  }

  /** False too when it ends within a character. */
  end(): boolean {
    return this.keep((decoder) => decoder.decode());
  }

  private keep(decode: (decoder: TextDecoder) => string): boolean {
    this.decoders = this.decoders.filter((decoder) => {
      try {
        decode(decoder);
        return true;
      } catch {
        return false;
      }
    });
    return this.decoders.length > 0;
  }
}

/** All but tab, line feed, vertical tab, form feed and carriage return. No byte below 0x30 is the tail of a GB18030 character. */
const isControl = (byte: number): boolean => byte < 9 || (byte > 13 && byte < 32) || byte === 127;

/**
 * Names in the central directory of a zip, which may lie anywhere before its end record.
 * @param tail the end of the file. Answers what can be read from it: a directory longer than that gives its last names.
 */
export function zipNames(tail: Buffer): string[] {
  const names: string[] = [];
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  const header = Buffer.from([0x50, 0x4b, 0x01, 0x02]);
  let at = end < 0 ? -1 : tail.indexOf(header);
  while (at >= 0 && at + 46 <= end) {
    const length = tail.readUInt16LE(at + 28);
    names.push(tail.toString('utf8', at + 46, at + 46 + length));
    at = tail.indexOf(header, at + 46 + length);
  }
  return names;
}
