import type { Readable } from 'node:stream';
import type { MultipartFile } from '@fastify/multipart';
import { cleanText, hasForbiddenCharacters, KernelErrors } from '#libs/kernel';
import { MAX_FILE_BYTES } from '#libs/platform';
import { HttpErrors } from '../http/http.errors.js';
import type { MilepostRequest } from '../http/index.js';

const KIND = /^[a-z][a-z0-9_-]{0,39}$/;

/**
 * The one file of a multipart body, as a stream. Fields are read as they arrive, so `kind` must come before the file;
 * otherwise the whole file would have to wait in memory for it.
 */
export async function readUpload(request: MilepostRequest): Promise<{ kind: string; name: string; content: Readable }> {
  if (!request.isMultipart()) throw HttpErrors.CONTENT_TYPE_UNSUPPORTED();
  const part = await request.file({ limits: { files: 1, fields: 5, fieldSize: 1000, fileSize: MAX_FILE_BYTES + 1 } });
  if (!part) throw KernelErrors.VALIDATION_FAILED({}, [{ path: 'file', code: 'REQUIRED' }]);
  const kind = fieldOf(part, 'kind');
  if (kind === undefined || !KIND.test(kind)) {
    part.file.resume();
    const code = kind === undefined ? 'REQUIRED' : 'CODE_MALFORMED';
    throw KernelErrors.VALIDATION_FAILED({}, [{ path: 'kind', code }]);
  }
  const name = cleanText(part.filename);
  if (name === '' || hasForbiddenCharacters(name)) {
    part.file.resume();
    throw KernelErrors.VALIDATION_FAILED({}, [{ path: 'file', code: 'TEXT_FORBIDDEN_CHARACTERS' }]);
  }
  return { kind, name, content: part.file };
}

function fieldOf(part: MultipartFile, name: string): string | undefined {
  const field = part.fields[name];
  const one = Array.isArray(field) ? field[0] : field;
  return one?.type === 'field' && typeof one.value === 'string' ? one.value : undefined;
}
