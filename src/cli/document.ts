import { readFile, stat } from 'node:fs/promises';
import { parseDocument } from 'yaml';
import { Refusal } from '../core/refusal.ts';
import { readInput } from '../plain/input.ts';
import { OpportunityInput } from '../plain/opportunity-input.ts';
import type { CliIo } from './command.ts';

/** Largest document that is read; an opportunity is far smaller. */
const documentSizeBytes = 256 * 1024;

/**
 * The text of a file, or of standard input for `-`.
 * @throws Refusal invalid `file.unreadable`, `file.too_large`
 */
export async function readDocument(path: string, io: Pick<CliIo, 'stdin'>): Promise<string> {
  const text = path === '-' ? await io.stdin() : await readTextFile(path);
  if (Buffer.byteLength(text) > documentSizeBytes) throw tooLarge(path);
  return text;
}

/**
 * An opportunity as it stands in a file: JSON, or Markdown whose front matter holds the fields and whose text is the
 * outcome. Which of them is told by the first character.
 * @throws InputRefusal for fields that are wrong; Refusal invalid `file.json`, `file.front_matter`
 */
export function parseOpportunity(text: string): OpportunityInput {
  const content = text.replace(/^\ufeff/, '');
  return readInput(OpportunityInput, /^\s*\{/.test(content) ? parseJson(content) : parseMarkdown(content));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    throw new Refusal('invalid', 'file.json', `The file is not JSON: ${words}.`);
  }
}

function parseMarkdown(text: string): unknown {
  const match = /^---[ \t]*\r?\n(.*?)^---[ \t]*\r?$(.*)/ms.exec(text);
  if (match === null) {
    throw new Refusal(
      'invalid',
      'file.front_matter',
      'The file is neither JSON nor Markdown with front matter. Begin it with { or with a line of three hyphens.',
    );
  }
  const [, front = '', body = ''] = match;
  const fields = parseYaml(front);
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
    throw new Refusal(
      'invalid',
      'file.front_matter',
      'The front matter holds no fields. Write title: … and roles: …',
    );
  if ('outcome' in fields) {
    throw new Refusal(
      'invalid',
      'file.front_matter',
      'The outcome is the text below the front matter. Take it out of the front matter.',
    );
  }
  return { ...fields, outcome: body.trim() };
}

/** Numbers stay as they are written: an amount of money must not pass through a float. */
function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, {
      schema: 'core',
      customTags: (tags) => tags.filter((tag) => typeof tag === 'string' || !/:(?:int|float)$/.test(tag.tag)),
    });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) throw problem;
    return document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    // Not only what the parser found: also too many aliases, and lists nested so deep that the stack ends.
    const [words = ''] = error instanceof Error ? error.message.split('\n') : [];
    throw new Refusal(
      'invalid',
      'file.front_matter',
      `The front matter is not YAML: ${words.replace(/:$/, '')}.`,
    );
  }
}

async function readTextFile(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > documentSizeBytes) throw tooLarge(path);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Refusal) throw error;
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Refusal(
      'invalid',
      'file.unreadable',
      `Cannot read ${path} (${why}). Name a file, or - for standard input.`,
    );
  }
}

function tooLarge(path: string): Refusal {
  return new Refusal(
    'invalid',
    'file.too_large',
    `${path === '-' ? 'Standard input' : path} is larger than ${documentSizeBytes / 1024} KiB.`,
  );
}
