/**
 * How alike two names are, 0–100: Dice coefficient of character pairs, white space and case ignored.
 * Pairs suit Chinese, where a word is often two characters.
 */
export function similarityPercent(a: string, b: string): number {
  const [left, right] = [pairsOf(a), pairsOf(b)];
  const size = left.length + right.length;
  if (size === 0) return a === b ? 100 : 0;
  const pool = new Map<string, number>();
  for (const pair of left) pool.set(pair, (pool.get(pair) ?? 0) + 1);
  let shared = 0;
  for (const pair of right) {
    const left = pool.get(pair) ?? 0;
    if (left > 0) {
      shared += 1;
      pool.set(pair, left - 1);
    }
  }
  return Math.floor((200 * shared) / size);
}

function pairsOf(text: string): string[] {
  const characters = [...text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => characters[index]! + character);
}
