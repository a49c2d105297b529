import type { Iri } from '../../core/id.ts';
import { parseIri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { inWork, type Work, type WorkPlace } from '../work.ts';
import { readCsvRows } from './csv.ts';
import { keepListed, keepNeighbours, nextVersion } from './keep.ts';
import { distinct, type ListedSkill } from './shipped.ts';

/** A file of the ESCO download, in pieces. `digest` names its content: another one is read from its beginning. */
export interface EscoFile {
  readonly name: string;
  readonly digest: string;
  readonly pieces: AsyncIterable<string>;
}

/** What reading one file did. */
export interface EscoProgress {
  readonly file: string;
  /** Rows of the file, without its head. */
  readonly rows: number;
  /** Rows that an earlier import had read. */
  readonly skipped: number;
}

type Row = ReadonlyMap<string, string>;
type RowReader = (work: Work, rows: readonly Row[]) => Promise<void>;

interface Kind {
  readonly file: RegExp;
  /** A column that the file must have. */
  readonly column: string;
  readonly read: RowReader;
}

/** The files of the official CSV download (ESCO v1.1 and v1.2) that are read, in this order; the language is part of their names. */
const kinds: readonly Kind[] = [
  { file: /^skillGroups_[a-z]{2}\.csv$/, column: 'preferredLabel', read: keepSkills },
  { file: /^skills_[a-z]{2}\.csv$/, column: 'preferredLabel', read: keepSkills },
  { file: /^broaderRelationsSkillPillar(?:_[a-z]{2})?\.csv$/, column: 'broaderUri', read: keepBroader },
  { file: /^skillSkillRelations(?:_[a-z]{2})?\.csv$/, column: 'relatedSkillUri', read: keepRelated },
];

/** How many rows one transaction writes. */
const batchSize = 1000;

/** Which of these names are files of ESCO that `importEsco` reads, in the order to read them. */
export function escoFiles(names: readonly string[]): string[] {
  return kinds.flatMap(({ file }) => names.filter((name) => file.test(name)).sort());
}

/**
 * Read one file of the ESCO classification into the vocabulary, in batches of their own transactions. What an earlier,
 * broken import of the same file has read is skipped; reading a file twice changes nothing.
 * @throws Refusal invalid `esco.file` if it is not in the layout of the official download
 */
export async function importEsco(place: WorkPlace, file: EscoFile): Promise<EscoProgress> {
  const kind = kinds.find((one) => one.file.test(file.name));
  if (kind === undefined) throw refuseFile(file.name, 'is not one of the files that are read');
  const skipped = await rowsRead(place, file);
  let rows = 0;
  let batch: Row[] = [];
  const flush = async (): Promise<void> => {
    const now = batch;
    batch = [];
    await inWork(place, async (work) => {
      await kind.read(work, now);
      await remember(work, file, rows);
    });
  };
  for await (const row of readCsvRows(file.pieces)) {
    if (rows === 0 && !row.has(kind.column)) throw refuseFile(file.name, `has no column "${kind.column}"`);
    rows++;
    if (rows <= skipped) continue;
    batch.push(row);
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
  return { file: file.name, rows, skipped: Math.min(skipped, rows) };
}

/** A row of the skills file as a skill; undefined for one without an address or a name that fits. */
export function toEscoSkill(row: Row): ListedSkill | undefined {
  const uri = parseIri(row.get('conceptUri'));
  const label = (row.get('preferredLabel') ?? '').replace(/\s+/g, ' ').trim();
  if (uri === undefined || label === '' || label.length > 200 || row.get('status') === 'obsolete')
    return undefined;
  const names = `${row.get('altLabels') ?? ''}\n${row.get('hiddenLabels') ?? ''}`
    .split(/\r?\n|\s\|\s/)
    .map((name) => name.replace(/\s+/g, ' ').trim())
    .filter((name) => name.length <= 200);
  const description = (row.get('description') || row.get('definition') || '').trim();
  return {
    uri,
    label,
    kind: row.get('skillType')?.endsWith('knowledge') === true ? 'other' : 'trade',
    aliases: distinct(label, names),
    broader: [],
    related: [],
    description,
  };
}

async function keepSkills(work: Work, rows: readonly Row[]): Promise<void> {
  const skills = new Map(rows.flatMap((row) => toEscoSkill(row) ?? []).map((skill) => [skill.uri, skill]));
  if (skills.size > 0) await keepListed(work, await nextVersion(work), 'esco', [...skills.values()]);
}

async function keepBroader(work: Work, rows: readonly Row[]): Promise<void> {
  await keepPairs(work, rows, 'conceptUri', 'broaderUri', 'broader');
}

async function keepRelated(work: Work, rows: readonly Row[]): Promise<void> {
  await keepPairs(work, rows, 'originalSkillUri', 'relatedSkillUri', 'related');
}

async function keepPairs(
  work: Work,
  rows: readonly Row[],
  from: string,
  to: string,
  side: 'broader' | 'related',
): Promise<void> {
  const pairs = rows.flatMap((row) => {
    const uri = parseIri(row.get(from));
    const other = parseIri(row.get(to));
    return uri === undefined || other === undefined ? [] : [{ uri, other }];
  });
  if (pairs.length === 0) return;
  const version = await nextVersion(work);
  await keepNeighbours(
    work,
    pairs.map(({ uri, other }) => ({ uri, broader: [], related: [], [side]: [other] })),
  );
  // Both ends: what is related is read in both directions.
  await markChanged(
    work,
    version,
    pairs.flatMap(({ uri, other }) => [uri, other]),
  );
}

async function markChanged(work: Work, version: number, uris: readonly Iri[]): Promise<void> {
  await work.tx
    .updateTable('skill')
    .set({ version })
    .where('uri', 'in', [...new Set(uris)])
    .execute();
}

async function rowsRead({ db }: WorkPlace, { name, digest }: EscoFile): Promise<number> {
  const row = await db
    .selectFrom('skill_import')
    .select('row_count')
    .where('file', '=', name)
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row?.row_count ?? 0;
}

async function remember(work: Work, { name, digest }: EscoFile, rows: number): Promise<void> {
  const values = { digest, row_count: rows, updated_at: work.now };
  await work.tx
    .insertInto('skill_import')
    .values({ file: name, ...values })
    .onConflict((conflict) => conflict.column('file').doUpdateSet(values))
    .execute();
}

function refuseFile(name: string, why: string): Refusal {
  return new Refusal(
    'invalid',
    'esco.file',
    `${name} ${why}. Use the CSV files of the classification as they come from esco.ec.europa.eu.`,
  );
}
