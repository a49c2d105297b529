import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCsvRows } from '../../src/domain/skills/csv.ts';
import { distinct, shippedSkills } from '../../src/domain/skills/shipped.ts';
import type { Fields } from '../../src/domain/skills/text-index.ts';
import { packageFolder } from '../../src/platform/platform.ts';

/** A document with its name; its last alias may be held out. */
export interface SearchDocument extends Fields {
  readonly id: string;
}

/** A question whose one right answer is known. */
export interface Question {
  readonly text: string;
  readonly id: string;
}

/** Documents without the aliases that are asked for. */
export interface HoldOut {
  readonly name: string;
  readonly documents: readonly SearchDocument[];
  readonly questions: readonly Question[];
}

const folder = join(packageFolder, '../shared/data/esco');

/** Random numbers from 0 to 1, the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Documents to hide names of. */
export interface SearchSet {
  readonly name: string;
  readonly documents: readonly SearchDocument[];
  /** The same documents as another set, under other labels. */
  readonly isAgain?: boolean;
}

/** The sets to ask: skills and occupations of ESCO where the data is there, else the shipped vocabulary. */
export async function readSets(): Promise<SearchSet[]> {
  if (!existsSync(join(folder, 'skills_en.csv')))
    return [{ name: 'shipped vocabulary', documents: shipped() }];
  return [
    { name: 'ESCO skills', documents: await readSkills() },
    {
      name: 'ESCO skills, labels as the file has them',
      documents: await readSlippedSkills(),
      isAgain: true,
    },
    { name: 'ESCO occupations', documents: await readOccupations() },
  ];
}

function shipped(): SearchDocument[] {
  return [...shippedSkills().values()].flat().map(({ uri, label, aliases }) => ({
    id: uri,
    label: [label],
    alias: aliases,
    text: [],
  }));
}

/**
 * The skills with the labels they belong to. In this copy the column of labels slipped against the others: from the
 * ninth row on a label stands some rows below its skill. Each skill has its own label among its other names, so it is
 * found there; where several or none are, the skill keeps its other names alone.
 */
async function readSkills(): Promise<SearchDocument[]> {
  const rows: { id: string; others: string[]; slipped: string }[] = [];
  for await (const row of readCsvRows(createReadStream(join(folder, 'skills_en.csv'), 'utf8'))) {
    const others = names('', row.get('altLabels'));
    rows.push({ id: row.get('conceptUri') ?? '', others, slipped: row.get('preferredLabel') ?? '' });
  }
  const labels = new Set(rows.map(({ slipped }) => slipped.toLowerCase()));
  return rows.map(({ id, others }) => {
    const found = others.filter((name) => labels.has(name.toLowerCase()));
    const label = found.length === 1 ? found[0] : undefined;
    return {
      id,
      label: label === undefined ? [] : [label],
      alias: others.filter((name) => name !== label),
      text: [],
    };
  });
}

/** The same as the file stands: almost every skill under the label of another. */
async function readSlippedSkills(): Promise<SearchDocument[]> {
  const documents: SearchDocument[] = [];
  for await (const row of readCsvRows(createReadStream(join(folder, 'skills_en.csv'), 'utf8'))) {
    const label = row.get('preferredLabel') ?? '';
    documents.push({
      id: row.get('conceptUri') ?? '',
      label: [label],
      alias: names(label, row.get('altLabels')),
      text: [],
    });
  }
  return documents;
}

async function readOccupations(): Promise<SearchDocument[]> {
  const documents: SearchDocument[] = [];
  for await (const row of readCsvRows(createReadStream(join(folder, 'occ.csv'), 'utf8'))) {
    const label = row.get('PREFERREDLABEL') ?? '';
    documents.push({
      id: row.get('ORIGINURI') ?? '',
      label: [label],
      alias: names(label, row.get('ALTLABELS')),
      text: [row.get('DESCRIPTION') ?? ''],
    });
  }
  return documents;
}

function names(label: string, lines = ''): string[] {
  return distinct(
    label,
    lines.split('\n').map((line) => line.trim()),
  );
}

/** Hide one alias of each of some documents, and ask for it. Only aliases that one document has. */
export function holdOut(
  { name, documents }: { name: string; documents: readonly SearchDocument[] },
  count: number,
  seed: number,
): HoldOut {
  const random = randomFrom(seed);
  const owners = Map.groupBy(
    documents.flatMap(({ id, label, alias }) => [...label, ...alias].map((text) => ({ id, text }))),
    ({ text }) => text.toLowerCase(),
  );
  const isItsOwn = (text: string): boolean => owners.get(text.toLowerCase())?.length === 1;
  const drawn = documents
    .map(({ id, alias }) => ({ id, own: alias.filter(isItsOwn), rank: random() }))
    .filter(({ own }) => own.length >= 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count);
  const hidden = new Map(
    drawn.map(({ id, own }) => [id, own[Math.floor(random() * own.length)] ?? ''] as const),
  );
  return {
    name,
    questions: [...hidden].map(([id, text]) => ({ id, text })),
    documents: documents.map((document) => ({
      ...document,
      alias: document.alias.filter((text) => text !== hidden.get(document.id)),
    })),
  };
}

/** The same questions with one wrong letter in the longest word: left out, doubled, replaced, or changed with the next. */
export function withTypos(questions: readonly Question[], seed: number): Question[] {
  const random = randomFrom(seed);
  return questions.map(({ id, text }) => {
    const longest = text.split(/\s+/).reduce((a, b) => (b.length > a.length ? b : a), '');
    return { id, text: text.replace(longest, () => typo(longest, random)) };
  });
}

function typo(word: string, random: () => number): string {
  const at = 1 + Math.floor(random() * Math.max(1, word.length - 2));
  const before = word.slice(0, at);
  const [letter = '', next = ''] = word.slice(at);
  const kinds = [
    before + word.slice(at + 1),
    before + letter + word.slice(at),
    before + String.fromCharCode(97 + Math.floor(random() * 26)) + word.slice(at + 1),
    before + next + letter + word.slice(at + 2),
  ];
  return kinds[Math.floor(random() * kinds.length)] ?? word;
}

/** So many documents: those there are, and mixtures of them, whose names come from two others each. */
export function multiply(
  documents: readonly SearchDocument[],
  count: number,
  seed: number,
): SearchDocument[] {
  const random = randomFrom(seed);
  const any = () => documents[Math.floor(random() * documents.length)];
  const more = Array.from({ length: Math.max(0, count - documents.length) }, (_, number) => {
    const [one, other] = [any(), any()];
    return {
      id: `mixture:${number}`,
      label: one?.label ?? [],
      alias: [...(one?.alias ?? []).slice(0, 4), ...(other?.alias ?? []).slice(0, 4)],
      text: other?.text ?? [],
    };
  });
  return [...documents, ...more].slice(0, count);
}
