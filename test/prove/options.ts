import { parseArgs } from 'node:util';

/** `--seed 7 --steps 10000`: whole numbers, each with a default; anything else ends the program with what is possible. */
export function numbersFrom<Name extends string>(defaults: Readonly<Record<Name, number>>): Record<Name, number> {
  const names = Object.keys(defaults) as Name[];
  const usage = names.map((name) => `--${name} ${defaults[name]}`).join(' ');
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
    const { values } = parseArgs({ options, strict: true });
    return Object.fromEntries(
      names.map((name) => [name, wholeNumber(values[name] as string | undefined, defaults[name])]),
    ) as Record<Name, number>;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nOptions: ${usage}\n`);
    process.exit(64);
  }
}

function wholeNumber(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d{1,9}$/.test(text)) throw new Error(`"${text}" is not a whole number.`);
  return Number(text);
}
