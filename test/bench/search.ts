/**
 * `npm run bench:search`: one alias of each skill is hidden and asked for; BM25 in process against PostgreSQL's ts_rank
 * on the same documents and questions in the same run. Writes search-bench-results.json.
 */
import { writeFile } from 'node:fs/promises';
import { startPostgres } from './postgres.ts';
import { surroundings } from './report.ts';
import { type HoldOut, holdOut, multiply, type Question, readSets, withTypos } from './search-data.ts';
import { ask, openBm25, openTsRanks, type Quality, type Rival } from './search-rivals.ts';

const questionCount = 600;
const manyDocuments = 20_000;
const seed = 20261120;

interface Line {
  readonly set: string;
  readonly documents: number;
  readonly questions: number;
  readonly rival: string;
  readonly buildMs: number;
  readonly quality: Quality;
}

async function measure(url: string, { name, documents, questions }: HoldOut): Promise<Line[]> {
  const rivals: Rival[] = [openBm25(documents), ...(await openTsRanks(url, documents))];
  const lines: Line[] = [];
  const asked: readonly [string, readonly Question[]][] = [
    [name, questions],
    [`${name}, one typo`, withTypos(questions, seed)],
  ];
  for (const [set, these] of asked) {
    for (const rival of rivals) {
      const { name: rivalName, buildMs } = rival;
      const quality = await ask(rival, these);
      lines.push({
        set,
        documents: documents.length,
        questions: these.length,
        rival: rivalName,
        buildMs,
        quality,
      });
    }
  }
  for (const rival of rivals) await rival.close();
  return lines;
}

function print(lines: readonly Line[]): void {
  console.log('| set | documents | questions | ranked by | MRR@10 | P@1 | R@10 | median ms | built in ms |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  for (const { set, documents, questions, rival, buildMs, quality } of lines) {
    const { mrr, first, recall, medianMs } = quality;
    const figures = [mrr.toFixed(3), first.toFixed(3), recall.toFixed(3), medianMs.toFixed(2)];
    console.log(`| ${[set, documents, questions, rival, ...figures, buildMs.toFixed(0)].join(' | ')} |`);
  }
}

/** The targets, each with what was found: of every set of skills, and of so many documents. */
function judge(lines: readonly Line[]): { target: string; found: number; isMet: boolean }[] {
  const skills = ['ESCO skills', 'ESCO skills, labels as the file has them', 'shipped vocabulary'];
  const ratios = skills.flatMap((set) => {
    const [ours, theirs] = lines.filter((line) => line.set === set);
    if (ours === undefined || theirs === undefined) return [];
    const found = ours.quality.mrr / theirs.quality.mrr;
    return [{ target: `MRR@10 on ${set}: at least 3 × ts_rank`, found, isMet: found >= 3 }];
  });
  const large = lines.find((line) => line.documents === manyDocuments);
  const ms = large?.quality.medianMs ?? Number.POSITIVE_INFINITY;
  return [
    ...ratios,
    { target: `median of ${manyDocuments} documents: under 5 ms`, found: ms, isMet: ms < 5 },
  ];
}

const server = await startPostgres(process.env['BENCH_DATABASE_URL']);
try {
  const url = await server.createDatabase('search');
  const sets = await readSets();
  const lines: Line[] = [];
  for (const set of sets) lines.push(...(await measure(url, holdOut(set, questionCount, seed))));
  const all = sets.filter((set) => set.isAgain !== true).flatMap((set) => set.documents);
  const held = holdOut({ name: 'all, and mixtures of them', documents: all }, questionCount, seed);
  lines.push(...(await measure(url, { ...held, documents: multiply(held.documents, manyDocuments, seed) })));
  const goals = judge(lines);
  print(lines);
  for (const { target, found, isMet } of goals)
    console.log(`${isMet ? 'met' : 'MISSED'}: ${target} (found ${found.toFixed(2)})`);
  const results = { ...surroundings(server.version), seed, lines, goals };
  await writeFile('search-bench-results.json', `${JSON.stringify(results, null, 2)}\n`);
  console.log('written: search-bench-results.json');
} finally {
  await server.stop();
}
