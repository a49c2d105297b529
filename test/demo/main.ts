import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { packageFolder } from '../../src/platform/platform.ts';
import { type DemoNode, startDemoNode } from './processes.ts';

/** One step: what ought to be seen, and what was. */
interface Step {
  readonly what: string;
  readonly expected: unknown;
  readonly observed: unknown;
}

type Row = Readonly<Record<string, unknown>>;

const isCheck = process.argv.includes('--check');
const folder = await mkdtemp(join(tmpdir(), 'guildhall-demo-'));
console.log(
  'Two collectives, Loom and Kiln, each with a node of its own. Kiln follows Loom; Loom posts three opportunities.\n',
);
const [loom, kiln] = await Promise.all([
  startDemoNode('Loom', join(folder, 'loom')),
  startDemoNode('Kiln', join(folder, 'kiln')),
]);
const steps: Step[] = [];

try {
  await play(loom, kiln);
  const failed = steps.filter((step) => !isDeepStrictEqual(step.expected, step.observed));
  console.log(`\n${steps.length - failed.length} of ${steps.length} as expected.`);
  if (!isCheck) await leaveOpen();
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  await Promise.all([loom.stop(), kiln.stop()]);
  await rm(folder, { recursive: true, force: true });
}

async function play(from: DemoNode, to: DemoNode): Promise<void> {
  const handle = await found(from, 'loom', 'Eleven free agents: accessibility, web, research.');
  await found(to, 'kiln', 'Printers, makers and a boat house.');
  await see('Kiln knows nothing of Loom', [], async () => offers(to));

  await to.command('follow', handle);
  await see('Loom accepts the follow', ['accepted'], async () => states(from));

  const texts: unknown[] = JSON.parse(
    await readFile(join(packageFolder, 'test', 'demo', 'opportunities.json'), 'utf8'),
  );
  const posted = await Promise.all(texts.map((text) => post(from, text)));
  const titles = texts.map((text) => (text as { title: string }).title).toSorted();
  await see(
    'All three are listed by Kiln under From allies',
    titles.map((title) => `${title}: open`),
    () => offers(to),
  );

  await from.command(
    'opportunity',
    'close',
    posted[0] ?? '',
    '--as',
    'filled',
    '--reason',
    'Kiln with Reef. Thank you all.',
  );
  await from.command(
    'opportunity',
    'close',
    posted[1] ?? '',
    '--as',
    'withdrawn',
    '--reason',
    'The festival moved to next year.',
  );
  const now = [
    `${titleOf(texts[0])}: filled`,
    `${titleOf(texts[1])}: withdrawn`,
    `${titleOf(texts[2])}: open`,
  ].toSorted();
  await see('One is filled and one withdrawn, on both nodes', now, () => offers(to));
  await see('Every delivery has a receipt that it arrived', ['delivered'], async () => {
    const rows = (await from.command('deliveries')) as Row[];
    return [...new Set(rows.map((row) => row['state']))];
  });
  await see('A follower on any server reads the post', true, async () =>
    (await noteText(from, posted[0] ?? '')).includes('FILLED'),
  );
}

async function found(node: DemoNode, handle: string, purpose: string): Promise<string> {
  const words = [
    '--name',
    node.name,
    '--handle',
    handle,
    '--purpose',
    purpose,
    '--steward',
    'Ada',
    '--email',
    `ada@${handle}.example`,
  ];
  const answer = (await node.command('setup', ...words)) as {
    collective: { handle: string };
    signInUrl: string;
  };
  console.log(`${node.name.padEnd(6)} ${node.origin}   sign in once: ${answer.signInUrl}`);
  return answer.collective.handle;
}

async function post(node: DemoNode, text: unknown): Promise<string> {
  const file = join(folder, `${crypto.randomUUID()}.json`);
  await writeFile(file, JSON.stringify(text));
  return ((await node.command('opportunity', 'post', file)) as { id: string }).id;
}

async function offers(node: DemoNode): Promise<string[]> {
  const listed = (await node.command('opportunity', 'list', '--from', 'allies')) as Row[] | { items: Row[] };
  const rows = Array.isArray(listed) ? listed : listed.items;
  return rows.map((row) => `${row['title']}: ${row['status']}`).toSorted();
}

async function states(node: DemoNode): Promise<unknown[]> {
  const rows = (await node.command('deliveries')) as Row[];
  return rows.filter((row) => row['type'] === 'Accept' && row['state'] === 'delivered').map(() => 'accepted');
}

async function noteText(node: DemoNode, id: string): Promise<string> {
  const answer = await fetch(`${node.origin}/opportunities/${id}/post`, {
    headers: { accept: 'application/activity+json' },
  });
  return ((await answer.json()) as { content: string }).content;
}

function titleOf(text: unknown): string {
  return (text as { title: string }).title;
}

/** Look until it is as expected, ten seconds at most, and say both. */
async function see(what: string, expected: unknown, look: () => Promise<unknown>): Promise<void> {
  let observed = await look();
  for (let tries = 0; tries < 20 && !isDeepStrictEqual(observed, expected); tries++) {
    await setTimeout(500);
    observed = await look();
  }
  const isRight = isDeepStrictEqual(observed, expected);
  steps.push({ what, expected, observed });
  console.log(`\n${isRight ? 'as expected' : 'NOT AS EXPECTED'}  ${what}`);
  console.log(`  expected  ${JSON.stringify(expected)}`);
  console.log(`  observed  ${JSON.stringify(observed)}`);
}

async function leaveOpen(): Promise<void> {
  console.log(`\nBoth are open: ${loom.origin} and ${kiln.origin}. Ctrl-C ends them and removes their data.`);
  const { promise, resolve } = Promise.withResolvers<void>();
  process.once('SIGINT', () => resolve()).once('SIGTERM', () => resolve());
  await promise;
}
