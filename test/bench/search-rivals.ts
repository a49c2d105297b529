import postgres from 'postgres';
import { TextIndex } from '../../src/domain/skills/text-index.ts';
import type { Question, SearchDocument } from './search-data.ts';

/** How well questions were answered: quality from 0 to 1, and milliseconds of the middle question. */
export interface Quality {
  readonly mrr: number;
  readonly first: number;
  readonly recall: number;
  readonly medianMs: number;
}

/** Something that answers questions with ids, best first, ten at most. */
export interface Rival {
  readonly name: string;
  /** How long it took to take the documents in. */
  readonly buildMs: number;
  answer(question: string): Promise<readonly string[]> | readonly string[];
  close(): Promise<void>;
}

/** The index of this software, in process. */
export function openBm25(documents: readonly SearchDocument[]): Rival {
  const start = performance.now();
  const index = new TextIndex();
  for (const document of documents) index.put(document.id, document);
  return {
    name: 'BM25 with repair',
    buildMs: performance.now() - start,
    answer: (question) => index.search(question, 10).hits.map((hit) => hit.id),
    close: async () => {},
  };
}

/**
 * PostgreSQL: weighted tsvector with a GIN index, any of the words, ranked by ts_rank; once with the weights it has of
 * itself, once with those that BM25 has here.
 */
export async function openTsRanks(url: string, documents: readonly SearchDocument[]): Promise<Rival[]> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const start = performance.now();
  await fill(sql, documents);
  const buildMs = performance.now() - start;
  const usual = '{0.1, 0.2, 0.4, 1}';
  const likeOurs = '{0, 0.3333, 0.6667, 1}';
  return [
    { name: 'ts_rank', buildMs, answer: (question) => rank(sql, question, usual), close: async () => {} },
    {
      name: 'ts_rank, weighted 3/2/1',
      buildMs,
      answer: (question) => rank(sql, question, likeOurs),
      close: () => sql.end(),
    },
  ];
}

async function fill(sql: postgres.Sql, documents: readonly SearchDocument[]): Promise<void> {
  await sql`drop table if exists document`;
  await sql`create table document (id text primary key, body tsvector not null)`;
  const rows = documents.map(({ id, label, alias, text }) => ({
    id,
    a: label.join(' . '),
    b: alias.join(' . '),
    c: text.join(' . '),
  }));
  await sql`
    insert into document
    select id, setweight(to_tsvector('english', a), 'A') || setweight(to_tsvector('english', b), 'B')
      || setweight(to_tsvector('english', c), 'C')
    from jsonb_to_recordset(${sql.json(rows)}) as one (id text, a text, b text, c text)`;
  await sql`create index on document using gin (body)`;
  await sql`analyze document`;
}

async function rank(sql: postgres.Sql, question: string, weights: string): Promise<string[]> {
  const found = await sql<{ id: string }[]>`
    with asked as (select replace(plainto_tsquery('english', ${question})::text, '&', '|')::tsquery as words)
    select id from document, asked where body @@ words
    order by ts_rank(${weights}::float4[], body, words) desc, id limit 10`;
  return found.map((row) => row.id);
}

/** Ask everything once to warm up, then measure. */
export async function ask(rival: Rival, questions: readonly Question[]): Promise<Quality> {
  for (const { text } of questions.slice(0, 100)) await rival.answer(text);
  const times: number[] = [];
  let [reciprocal, first, found] = [0, 0, 0];
  for (const { text, id } of questions) {
    const start = performance.now();
    const answer = await rival.answer(text);
    times.push(performance.now() - start);
    const rank = answer.indexOf(id) + 1;
    if (rank === 0) continue;
    reciprocal += 1 / rank;
    first += rank === 1 ? 1 : 0;
    found++;
  }
  const count = Math.max(1, questions.length);
  times.sort((a, b) => a - b);
  return {
    mrr: reciprocal / count,
    first: first / count,
    recall: found / count,
    medianMs: times[Math.floor(times.length / 2)] ?? 0,
  };
}
