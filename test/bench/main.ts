/** `npm run bench`: Guildhall against stock Fedify, pair by pair in the same run, on the same PostgreSQL. */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { type Bench, closeBench, openBench } from './bench-run.ts';
import type { Contender } from './contender.ts';
import { type Measurement, measurements as rivalled } from './goals.ts';
import { hasGuildhall, prepareGuildhall } from './guildhall-contender.ts';
import type { Figures } from './measurements.ts';
import { pagesMeasurement, pagesTable } from './pages.ts';
import { startPostgres } from './postgres.ts';
import { type ProfileSummary, profileText, profiling } from './profile.ts';
import { waitForQuiet } from './quiet.ts';
import { judge, type Line, surroundings, table } from './report.ts';
import { signerKeys } from './signers.ts';
import { prepareStock } from './stock-contender.ts';

/** All there is to measure, in the order of the table. */
const measurements: readonly Measurement[] = [...rivalled, pagesMeasurement];

const usage = `npm run bench [-- options]
  --quick              smaller loads, one run of each
  --runs N             runs of each (5); the table shows medians
  --only NAMES         ${measurements.map(({ name }) => name).join(', ')} (several: with commas)
  --profile            where a target is missed, once more with a processor profile of Guildhall
  --without-guildhall  the rival alone
  --help               this text`;

interface Options {
  quick: boolean;
  runs: number;
  only: string[];
  profile: boolean;
  withGuildhall: boolean;
}

/** What goes into bench-results.json beside the surroundings. */
interface Results {
  lines: Line[];
  /** Every figure of every run, by measurement. */
  runs: Record<string, { stock: Figures[]; guildhall: Figures[] }>;
  profiles: Record<string, ProfileSummary>;
}

function readOptions(): Options | undefined {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
      'without-guildhall': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const only = values.only?.split(',') ?? measurements.map(({ name }) => name);
  const unknown = only.find((name) => !measurements.some((measurement) => measurement.name === name));
  if (unknown !== undefined) throw new Error(`no measurement is called ${unknown}\n${usage}`);
  const runs = Number(values.runs ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(runs) || runs < 1)
    throw new Error(`--runs: found ${values.runs}, expected 1 or more`);
  const { quick, profile } = values;
  return { quick, runs, only, profile, withGuildhall: !values['without-guildhall'] };
}

async function runOnce(bench: Bench, measurement: Measurement, contender: Contender): Promise<Figures> {
  try {
    const quiet = await waitForQuiet(bench.quick ? 10_000 : 60_000);
    const figures = { disturbed: quiet ? 0 : 1, ...(await measurement.run(bench, contender)) };
    const shown = Object.entries(figures)
      .filter(([name]) => !name.includes(' '))
      .map(([name, value]) => `${name} ${value.toFixed(2)}`);
    console.log(`${measurement.name}, ${contender.name}: ${shown.join(', ')}`);
    return figures;
  } finally {
    await contender.dispose();
  }
}

async function runGuildhall(bench: Bench, measurement: Measurement, nodeOptions: string): Promise<Figures> {
  const options = { embedded: measurement.embedded ?? false, nodeOptions };
  return runOnce(bench, measurement, await prepareGuildhall(bench.server, options));
}

async function profileMissed(bench: Bench, measurement: Measurement): Promise<ProfileSummary> {
  const summary = await profiling(async (nodeOptions) => {
    await runGuildhall(bench, measurement, nodeOptions);
  });
  console.log(`${measurement.name}: where Guildhall's time goes\n${profileText(summary)}`);
  return summary;
}

/** All runs of one measurement, by contender, and the lines of the table they fill. */
interface Outcome {
  stock: Figures[];
  guildhall: Figures[];
  lines: Line[];
}

async function runPairs(bench: Bench, measurement: Measurement, options: Options): Promise<Outcome> {
  const stock: Figures[] = [];
  const guildhall: Figures[] = [];
  for (let run = 0; run < options.runs; run += 1) {
    if (!measurement.embedded && !measurement.alone)
      stock.push(await runOnce(bench, measurement, await prepareStock(bench.server)));
    if (options.withGuildhall) guildhall.push(await runGuildhall(bench, measurement, ''));
  }
  return { stock, guildhall, lines: measurement.goals.map((goal) => judge(goal, stock, guildhall)) };
}

async function runAll(bench: Bench, chosen: Measurement[], options: Options): Promise<Results> {
  const results: Results = { lines: [], runs: {}, profiles: {} };
  for (const measurement of chosen) {
    const { stock, guildhall, lines } = await runPairs(bench, measurement, options);
    results.lines.push(...lines);
    results.runs[measurement.name] = { stock, guildhall };
    if (options.profile && lines.some((line) => line.met === false)) {
      results.profiles[measurement.name] = await profileMissed(bench, measurement);
    }
  }
  return results;
}

function tell(results: Results, chosen: Measurement[]): void {
  const goals = chosen.flatMap((measurement) => measurement.goals);
  console.log(`\n${table(results.lines, goals)}\n`);
  const pages = results.runs[pagesMeasurement.name]?.guildhall ?? [];
  if (pages.length > 0) console.log(`${pagesTable(pages)}\n`);
  const all = Object.values(results.runs).flatMap(({ stock, guildhall }) => [...stock, ...guildhall]);
  const disturbed = all.filter((figures) => figures['disturbed'] === 1).length;
  if (disturbed > 0) {
    console.log(
      `${disturbed} of ${all.length} runs began while other programs were busy: take them with care.`,
    );
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === undefined) {
    console.log(usage);
    return;
  }
  if (options.withGuildhall && !hasGuildhall())
    throw new Error('build first: there is no compiled Guildhall');
  await signerKeys();
  const server = await startPostgres(process.env['TEST_DATABASE_URL']);
  const bench = await openBench(server, options.quick);
  const chosen = measurements.filter(({ name }) => options.only.includes(name));
  let results: Results;
  try {
    results = await runAll(bench, chosen, options);
  } finally {
    await closeBench(bench);
  }
  tell(results, chosen);
  const text = JSON.stringify({ ...surroundings(server.version), quick: options.quick, ...results }, null, 2);
  await writeFile('bench-results.json', `${text}\n`);
  console.log('written: bench-results.json');
}

await main();
