import { join } from 'node:path';
import { type Bench, whileRunning } from './bench-run.ts';
import type { Contender } from './contender.ts';
import type { Measurement } from './goals.ts';
import type { Figures } from './measurements.ts';
import { type LivedIn, liveIn } from './pages-house.ts';
import type { PagePlan, PagesAnswers, PagesRequest, PagesResult } from './pages-load.ts';
import { processorSeconds, startAide } from './processes.ts';
import { waitForQuiet } from './quiet.ts';
import { median } from './report.ts';

const size = { members: 500, opportunities: 200, sessions: 40 };
const perSecond = 50;

const isUnder = (most: number) => (found: number) => found < most;
const times = { unit: 'ms', digits: 1, lowerIsBetter: true, target: '< 60 ms', isMet: isUnder(60) };

/** How fast pages are drawn for people: the rival has none, so there is nothing to compare with. */
export const pagesMeasurement: Measurement = {
  name: 'pages',
  alone: true,
  run: measurePages,
  goals: [
    {
      work: `pages, ${perSecond} requests/s, ${size.members} members: p95 of all`,
      figure: 'p95Ms',
      ...times,
    },
    { work: 'the same: p95 of the slowest page', figure: 'slowestP95Ms', ...times },
    {
      work: 'the same: largest page, compressed',
      figure: 'largestKilobytes',
      unit: 'kB',
      digits: 1,
      lowerIsBetter: true,
      target: '< 40 kB',
      isMet: isUnder(40),
    },
  ],
};

/** Every page as often as every other, as a visitor and as a member who is signed in. */
function planFor({ handles, opportunities, skills, sessions }: LivedIn): PagePlan[] {
  const cookies = sessions.map((secret) => `session=${secret}`);
  const everybodys: [string, string[]][] = [
    ['/', ['/']],
    ['/people', ['/people']],
    ['/people?skill=', skills.map((skill) => `/people?skill=${encodeURIComponent(skill)}`)],
    ['/@handle', handles.map((handle) => `/@${handle}`)],
    ['/opportunities', ['/opportunities']],
    ['/opportunities/id', opportunities.map((id) => `/opportunities/${id}`)],
  ];
  const members: [string, string[]][] = ['/today', '/me', '/people/capacity'].map((path) => [path, [path]]);
  return [
    ...everybodys.map(([name, paths]) => ({ name: `${name} visitor`, paths, cookies: [] })),
    ...[...everybodys, ...members].map(([name, paths]) => ({ name: `${name} member`, paths, cookies })),
  ];
}

/**
 * Pages of one process in all roles on PostgreSQL, asked for at fixed times: 50th, 95th and 99th of 100 of all answers
 * (`p50Ms`, `p95Ms`, `p99Ms`), of the slowest page (`slowestP95Ms`), and of each (`/people member p95Ms`), counted from
 * when the request was due; the largest page compressed (`largestKilobytes`); the processor cores the node kept busy
 * (`cores`), and its processor time for one page (`processorMs`), which other programs change less than the rest.
 */
async function measurePages(bench: Bench, contender: Contender): Promise<Figures> {
  const { env } = contender;
  if (env === undefined) throw new Error(`${contender.name} has no house to live in`);
  const plan = planFor(await liveIn(env, size));
  const load = startAide<PagesRequest, PagesAnswers>(join(import.meta.dirname, 'pages-load.js'));
  const ask = (seconds: number) =>
    load.ask({ kind: 'pages', origin: contender.origin, plan, perSecond, seconds });
  try {
    return await whileRunning(contender, 'all', async ({ pid }) => {
      await contender.saidAll?.();
      await ask(bench.quick ? 4 : 10);
      await bench.server.settle();
      // Filling the house took a while: whether others are busy is asked again, right before it counts.
      const quiet = await waitForQuiet(bench.quick ? 10_000 : 60_000);
      const usedBefore = await processorSeconds(pid);
      const seconds = bench.quick ? 10 : 30;
      const result = await ask(seconds);
      const used = (await processorSeconds(pid)) - usedBefore;
      return {
        ...figuresOf(result),
        cores: used / seconds,
        processorMs: (used * 1_000) / result.answered,
        disturbed: quiet ? 0 : 1,
      };
    });
  } finally {
    await load.stop();
  }
}

function figuresOf({ answered, p50Ms, p95Ms, p99Ms, pages }: PagesResult): Figures {
  const each = pages.flatMap((page) => [
    [`${page.name} p50Ms`, page.p50Ms],
    [`${page.name} p95Ms`, page.p95Ms],
    [`${page.name} p99Ms`, page.p99Ms],
    [`${page.name} kilobytes`, page.kilobytes],
  ]);
  return {
    ...{ answered, p50Ms, p95Ms, p99Ms },
    slowestP95Ms: Math.max(...pages.map((page) => page.p95Ms)),
    largestKilobytes: Math.max(...pages.map((page) => page.kilobytes)),
    ...Object.fromEntries(each),
  };
}

/** Page by page, medians of all runs, as rows of text. */
export function pagesTable(runs: readonly Figures[]): string {
  const of = (figure: string) => median(runs.map((run) => run[figure] ?? Number.NaN)).toFixed(1);
  const names = Object.keys(runs[0] ?? {}).flatMap((figure) => /^(.+) p50Ms$/.exec(figure)?.[1] ?? []);
  const row = (name: string, prefix: string, kilobytes: string) =>
    `| ${[name.padEnd(26), of(`${prefix}p50Ms`), of(`${prefix}p95Ms`), of(`${prefix}p99Ms`), kilobytes].join(' | ')} |`;
  return [
    '| page                       | p50 ms | p95 ms | p99 ms | kB compressed |',
    '|----------------------------|--------|--------|--------|---------------|',
    ...names.map((name) => row(name, `${name} `, of(`${name} kilobytes`))),
    row('all', '', of('largestKilobytes')),
  ].join('\n');
}
