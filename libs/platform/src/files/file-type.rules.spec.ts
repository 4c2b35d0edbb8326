import { extensionOf, judgeType, TextCheck, zipNames } from './file-type.rules.js';

describe('the type of a file', () => {
  it.each([
    ['application/pdf', 'pdf', 'application/pdf'],
    ['image/jpeg', 'jpeg', 'image/jpeg'],
    ['text/plain', 'csv', 'text/csv'],
    ['application/ofd', 'ofd', 'application/ofd'],
  ])('%s may be called .%s', (detected, extension, mediaType) =>
    expect(judgeType(detected, extension)).toEqual({ accepted: true, mediaType }),
  );

  it.each([
    ['application/pdf', 'png'],
    ['application/zip', 'docx'],
    ['application/zip', 'ofd'],
    ['application/ofd', 'zip'],
    ['text/plain', 'pdf'],
    ['image/png', ''],
  ])('%s may not be called .%s', (detected, extension) =>
    expect(judgeType(detected, extension)).toEqual({ accepted: false, why: 'mismatch' }),
  );

  it.each(['application/x-msdownload', 'image/gif', 'video/mp4', null])('%s is refused under any name', (detected) =>
    expect(judgeType(detected, 'pdf')).toEqual({ accepted: false, why: 'refused' }),
  );

  it('takes the extension from the end of the name', () => {
    expect(extensionOf('可研报告.final.PDF')).toBe('pdf');
    expect(extensionOf('README')).toBe('');
    expect(extensionOf('a.pdf.')).toBe('');
  });
});

describe('text', () => {
  const check = (...chunks: number[][]): boolean => {
    const text = new TextCheck();
    return chunks.map((chunk) => text.add(Uint8Array.from(chunk))).every(Boolean) && text.end();
  };
  const bytes = (text: string): number[] => [...Buffer.from(text)];

  it('is UTF-8, also when a character lies across two pieces', () => {
    const [first, ...rest] = bytes('里程,1\r\n');
    expect(check([first!], rest)).toBe(true);
  });
  it('is GB18030', () => expect(check([0xc0, 0xef, 0xb3, 0xcc, 0x0a])).toBe(true));
  it('is not what has control characters, wherever they are', () => {
    expect(check(bytes('plain'), [0])).toBe(false);
    expect(check(bytes('plain\u001b[31m'))).toBe(false);
  });
  it('does not end within a character', () => expect(check([...bytes('a'), 0xc0])).toBe(false));
});

it('finds no names where there is no zip', () => expect(zipNames(Buffer.from('PK'))).toEqual([]));
