import fc from 'fast-check';
import { decodeCursor, encodeCursor, pageOf } from './cursor.js';

describe('cursor', () => {
  it('gives back what it was made of', () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), (values) => {
        expect(decodeCursor('projects', encodeCursor('projects', values))).toEqual(values);
      }),
    );
  });

  it.each([
    '',
    'x',
    '!!',
    'bnVsbA',
    Buffer.from('{"a":1}').toString('base64url'),
    encodeCursor('reports', ['a']),
    encodeCursor('projects', []),
    encodeCursor('projects', [{}]),
  ])('refuses %j, which is mangled or of another list', (text) =>
    expect(() => decodeCursor('projects', text)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' })),
  );

  it('refuses anything random', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor('projects', text)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
      }),
    );
  });

  it('has a next page only when there was one row too many', () => {
    expect(pageOf('l', [1, 2], 2, (n) => [n])).toEqual({ items: [1, 2], nextCursor: null });
    expect(pageOf('l', [1, 2, 3], 2, (n) => [n])).toEqual({ items: [1, 2], nextCursor: encodeCursor('l', [2]) });
  });
});
