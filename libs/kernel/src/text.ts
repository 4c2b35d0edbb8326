/**
 * Control characters (but not tab and line breaks), zero-width characters, bidirectional overrides, byte-order marks,
 * tag characters (U+E0000 to U+E007F) and unpaired surrogates: invisible in a form, poison in a search or a signed document.
 */
const FORBIDDEN =
  // eslint-disable-next-line no-control-regex -- finding control characters is the purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

export const hasForbiddenCharacters = (text: string): boolean => FORBIDDEN.test(text);

/** Full-width letters and digits (０１Ａ): fine in prose, refused in codes. */
export const hasFullWidth = (text: string): boolean => /[\uff01-\uff5e\u3000]/.test(text);

/** NFC, outer white space off, inner runs of blanks to one; line breaks stay. */
export const cleanText = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .trim();

/** A text in both languages of the product, zh-CN first. */
export interface Bilingual {
  zh: string;
  en: string;
}

export type Language = 'zh-CN' | 'en';

/** Fills `{name}` placeholders; an unknown one stays visible rather than vanish. */
export const fill = (template: string, params: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
