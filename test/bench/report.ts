import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';

export interface Figure {
  name: string;
  figure: string;
  value: number;
  unit: string;
  /** To the bare server in the same run. */
  ratio?: number;
  clients?: number;
  [more: string]: unknown;
}

const machine: Record<string, unknown> = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };

export function describeMachine(facts: Record<string, unknown>): void {
  Object.assign(machine, facts);
}

/** Says what was measured. Whether that is good is for the reader: a time never fails a build. */
export function report(figure: Figure): void {
  const line = { ...figure, machine, commit: commit(), load1: Number(loadavg()[0]?.toFixed(2)) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

let known: string | undefined;
function commit(): string {
  try {
    known ??= execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim();
  } catch {
    known = 'unknown';
  }
  return known;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

export const round = (value: number, digits = 0): number => Math.round(value * 10 ** digits) / 10 ** digits;
