import fc from 'fast-check';
import { DomainError, KernelErrors, defineErrors, listErrors } from './errors.js';
import { isId, newId } from './ids.js';
import {
  SYSTEM_ACTOR,
  allow,
  deny,
  ensure,
  firstDenial,
  hasRole,
  scopeKey,
  sees,
  type Place,
  type Scope,
} from './permission.js';
import { cleanText, fill, hasForbiddenCharacters, hasFullWidth } from './text.js';

describe('errors', () => {
  it('speaks both languages and fills placeholders', () => {
    const error = KernelErrors.NOT_ALLOWED({ reason: 'x' });
    expect([error.text('zh-CN'), error.text('en')]).toEqual(['没有权限：x', 'Not allowed: x']);
    expect(error).toMatchObject({ code: 'NOT_ALLOWED', kind: 'forbidden' });
  });

  it('refuses a code that is declared twice', () => {
    expect(() => defineErrors({ NOT_FOUND: { kind: 'not_found', zh: '', en: '' } })).toThrow('declared twice');
    expect(listErrors().map((e) => e.code)).toContain('LOST_RACE');
  });

  it('keeps an unknown placeholder visible', () => expect(fill('{a} {b}', { a: 1 })).toBe('1 {b}'));
});

describe('permission', () => {
  const gongyi: Place = {
    tier: 'county',
    regionCode: '410181',
    cityCode: '410100',
    countyCode: '410181',
    ownerOrganisationId: 'o1',
  };
  const jiyuan: Place = {
    tier: 'county',
    regionCode: '419001',
    cityCode: null,
    countyCode: '419001',
    ownerOrganisationId: 'o2',
  };
  const province: Place = { tier: 'province', regionCode: '410000', cityCode: null, countyCode: null };

  it.each<[Scope['kind'], string, boolean, boolean, boolean]>([
    ['system', '', true, true, true],
    ['province', '410000', true, true, true],
    ['city', '410100', true, false, false],
    ['city', '410200', false, false, false],
    ['county', '410181', true, false, false],
    ['county', '419001', false, true, false],
    ['owner', 'o1', true, false, false],
    ['none', '', false, false, false],
  ])('scope %s:%s sees 巩义 %s, 济源 %s, the province %s', (kind, code, ...expected) => {
    expect([gongyi, jiyuan, province].map((place) => sees({ kind, code }, place))).toEqual(expected);
  });

  it('carries the reason of the first refusal', () => {
    const no = deny('WHY', '因为', 'because');
    expect(firstDenial(allow(), no, deny('LATER', '', ''))).toBe(no);
    expect(firstDenial(allow())).toEqual({ allowed: true });
    expect(() => ensure(no)).toThrow(DomainError);
    expect(() => ensure(allow())).not.toThrow();
    try {
      ensure(no, 'conflict');
    } catch (error) {
      expect(error).toMatchObject({ code: 'WHY', kind: 'conflict' });
    }
  });

  it('gives the system no role, so that it can decide nothing', () => {
    expect(SYSTEM_ACTOR.roles).toEqual([]);
    expect(hasRole(SYSTEM_ACTOR, 'approver')).toBe(false);
    expect(scopeKey(SYSTEM_ACTOR.scope)).toBe('system');
    expect(scopeKey({ kind: 'city', code: '410100' })).toBe('city:410100');
  });
});

describe('text', () => {
  it.each(['a\u200bb', 'a\u0000', '\ufeffa', 'a\u202eb', 'a\u00ad', '\ud800', 'x\u2028y', 'a\u{e0041}'])(
    'finds what cannot be seen in %j',
    (text) => expect(hasForbiddenCharacters(text)).toBe(true),
  );
  it.each(['巩义市污水处理厂\n二期', 'naïve — “ok”', '𠮷野家', '葛\u{e0100}', '项目（一期）', 'tab\tis fine'])(
    'lets %j pass',
    (text) => expect(hasForbiddenCharacters(text)).toBe(false),
  );
  it('knows full-width digits', () => {
    expect(hasFullWidth('４１０１８１')).toBe(true);
    expect(hasFullWidth('410181')).toBe(false);
  });
  it('cleans once and for all', () => {
    expect(cleanText('  a \t b \r\n c  ')).toBe('a b\nc');
    fc.assert(fc.property(fc.string(), (text) => cleanText(cleanText(text)) === cleanText(text)));
  });
});

describe('ids', () => {
  it('are UUIDv7 and sort by creation', () => {
    const ids = Array.from({ length: 100 }, () => newId());
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => isId(id) && id[14] === '7')).toBe(true);
    expect(isId('1')).toBe(false);
  });
});
