import { cpus } from 'node:os';
import type { Figures } from './measurements.ts';

/** One line of the table: a figure of a measurement, and what it has to reach. */
export interface Goal {
  work: string;
  /** Key into the measurement's figures. */
  figure: string;
  unit: string;
  digits: number;
  /** What the issue asks for, in words. */
  target: string;
  /** Whether the target is met. `ratio` is how many times better than stock Guildhall is. */
  isMet(guildhall: number, ratio: number): boolean;
  /** Lower is better: the ratio is stock divided by Guildhall. */
  lowerIsBetter?: boolean;
}

/** A finished line. `stock` and `ratio` are null where there is nothing to compare with. */
export interface Line {
  work: string;
  stock: number | null;
  guildhall: number | null;
  ratio: number | null;
  unit: string;
  target: string;
  met: boolean | null;
}

/** The middle value; of an even number of values, the mean of the two in the middle. NaN of none. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const low = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (low + high) / 2;
}

function medianOf(runs: Figures[], figure: string): number | null {
  const values = runs.map((run) => run[figure]).filter((value) => value !== undefined);
  return values.length > 0 ? median(values) : null;
}

/** Medians of all runs, the ratio between them and the verdict. */
export function judge(goal: Goal, stockRuns: Figures[], guildhallRuns: Figures[]): Line {
  const stock = medianOf(stockRuns, goal.figure);
  const guildhall = medianOf(guildhallRuns, goal.figure);
  let ratio: number | null = null;
  if (stock !== null && guildhall !== null && stock > 0 && guildhall > 0) {
    ratio = goal.lowerIsBetter ? stock / guildhall : guildhall / stock;
  }
  const met = guildhall === null ? null : goal.isMet(guildhall, ratio ?? Number.NaN);
  return { work: goal.work, stock, guildhall, ratio, unit: goal.unit, target: goal.target, met };
}

function cell(value: number | null, digits: number): string {
  return value === null ? '–' : value.toFixed(digits);
}

/** The table as it is printed, one string per row. */
export function table(lines: Line[], goals: Goal[]): string {
  const rows = lines.map((line, n) => {
    const digits = goals[n]?.digits ?? 1;
    const met = line.met === null ? '–' : line.met ? 'yes' : 'NO';
    const ratio = line.ratio === null ? '–' : `${line.ratio.toFixed(line.ratio < 10 ? 2 : 1)} ×`;
    return [
      line.work,
      `${cell(line.stock, digits)} ${line.unit}`,
      `${cell(line.guildhall, digits)} ${line.unit}`,
      ratio,
      line.target,
      met,
    ];
  });
  const all = [['work', 'stock Fedify', 'Guildhall', 'ratio', 'target', 'met'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const text = all.map(
    (row) => `| ${row.map((part, column) => part.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [text[0], rule, ...text.slice(1)].join('\n');
}

/** The machine and programs the figures were taken with. */
export function surroundings(databaseVersion: string): Record<string, string | number> {
  return {
    takenAt: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
    node: process.version,
    database: databaseVersion,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
  };
}
