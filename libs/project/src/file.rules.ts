import { hasForbiddenCharacters } from '#libs/kernel';

/** A file name that is safe to show, store and send: no path, no control characters, bounded; the ending stays. */
export function safeFileName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).pop()!;
  const clean = [...base]
    .filter((character) => !hasForbiddenCharacters(character) && !'<>:"|?*\n\t'.includes(character))
    .join('')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  if (clean === '') return 'file';
  const characters = [...clean];
  if (characters.length <= 120) return clean;
  const dot = characters.lastIndexOf('.');
  const ending = dot > 0 && characters.length - dot <= 10 ? characters.slice(dot) : [];
  return [...characters.slice(0, 120 - ending.length), ...ending].join('');
}
