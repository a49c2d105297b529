import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of `package.json`. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A file of ours, by its address from the root of the repository. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** All TypeScript below some folders, in order. */
export function readSources(folders: readonly string[]): Source[] {
  return folders
    .flatMap((folder) => globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root }))
    .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(root, file), 'utf8') }))
    .sort((a, b) => a.file.localeCompare(b.file));
}

const importShape =
  /\b(?:import|export)\b[^'";]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]|^import\s*['"]([^'"]+)['"]/gm;

/** Every import of a file, also of types and at run time, with its line. */
export function importsOf({ file, text }: Source): { line: number; target: string }[] {
  return [...text.matchAll(importShape)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const line = lineOf(text, match.index + match[0].length);
    return { line, target: specifier.startsWith('.') ? posix.join(dirname(file), specifier) : specifier };
  });
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Every place where a pattern stands, outside of comments. */
export function find(
  where: readonly Source[],
  pattern: RegExp,
  why: string,
  isAllowed = (_file: string) => false,
): string[] {
  return where
    .filter(({ file }) => !isAllowed(file))
    .flatMap(({ file, text }) =>
      [...text.matchAll(new RegExp(pattern, 'gm'))]
        .filter((match) => !isComment(text, match.index))
        .map((match) => `${file}:${lineOf(text, match.index)}: ${why}`),
    );
}

function isComment(text: string, index: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', index) + 1, index + 1);
  return /^\s*(?:\*|\/\*|\/\/)/.test(line) || /\s\/\/\s/.test(line);
}

const header =
  /^(\s*)(?:(?:export |async )*function\b|.*=>\s*[({[]*$|(?!(?:if|for|while|switch|catch|return)\b)(?:(?:static|override|async|get|set) )*\*?#?[\w$]+(?:<.*>)?\((?:.*\).*\{)?$)/;

/**
 * Functions with their lengths in lines. Measured by the indentation of their braces, which the formatter sets: a
 * body ends at the first line that closes at the depth of the line where the function begins; an arrow without
 * braces, where the text is no longer deeper.
 */
export function functionsOf(text: string): { line: number; lines: number }[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const indent = header.exec(line)?.[1];
    if (indent === undefined) return [];
    const isExpression = line.endsWith('=>');
    const ends = isExpression ? new RegExp(`^ {0,${indent.length}}\\S`) : new RegExp(`^${indent}[}\\])]`);
    const below = lines
      .slice(index + 1)
      .findIndex((later) => ends.test(later) && (isExpression || !/[{(]$/.test(later)));
    const first = line.startsWith(`${indent})`) ? headOf(lines, index, indent) : index;
    return [{ line: first + 1, lines: index - first + below + (isExpression ? 1 : 2) }];
  });
}

/** Where the head begins that a line such as `) => {` ends. */
function headOf(lines: readonly string[], end: number, indent: string): number {
  return lines.findLastIndex((line, index) => index < end && new RegExp(`^${indent}[^\\s)]`).test(line));
}

/** Names a file exports without saying what they are. A type that shares the name of a documented value is said. */
export function undocumented(text: string): { line: number; name: string }[] {
  const lines = text.split('\n');
  const found = lines.flatMap((line, index) => {
    const name =
      /^export (?:declare |abstract |async )*(?:function\*?|const|let|class|interface|type|enum) (\w+)/.exec(
        line,
      )?.[1];
    return name === undefined
      ? []
      : [{ line: index + 1, name, isSaid: lines[index - 1]?.trimEnd().endsWith('*/') === true }];
  });
  return found.filter(
    ({ name, isSaid }) => !isSaid && !found.some((other) => other.name === name && other.isSaid),
  );
}
