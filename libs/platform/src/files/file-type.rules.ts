/** What offices here hand in (§2 documents, §6 photos), by content, with the extensions that may stand for each. */
const ACCEPTED: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg'],
  'image/webp': ['webp'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/zip': ['zip', 'ofd'],
  'text/plain': ['txt', 'csv'],
};

export type TypeVerdict = { accepted: true; mediaType: string } | { accepted: false; why: 'refused' | 'mismatch' };

/** @param detected media type that the content shows, null when no known signature was found and it is not text */
export function judgeType(detected: string | null, extension: string): TypeVerdict {
  const extensions = detected === null ? undefined : ACCEPTED[detected];
  if (detected === null || extensions === undefined) return { accepted: false, why: 'refused' };
  if (!extensions.includes(extension)) return { accepted: false, why: 'mismatch' };
  return { accepted: true, mediaType: mediaTypeFor(detected, extension) };
}

function mediaTypeFor(detected: string, extension: string): string {
  if (extension === 'csv') return 'text/csv';
  // 版式文档 (GB/T 33190) is a zip by content.
  return extension === 'ofd' ? 'application/ofd' : detected;
}

export const extensionOf = (name: string): string => /\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** Text in UTF-8 or GB18030 without control bytes; anything else without a signature is refused. */
export function looksLikeText(head: Buffer): boolean {
  for (const byte of head) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return false;
  return decodes(head, 'utf-8') || decodes(head, 'gb18030');
}

function decodes(head: Buffer, encoding: string): boolean {
  // The sample may end within a character; streaming decoding forgives the tail only.
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}
