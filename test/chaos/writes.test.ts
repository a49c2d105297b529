import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type NodeProcess, runProgram, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Ground, opportunity, post, prepareGround } from './ground.ts';

const clients = 8;
const kills = { postgresql: 20, embedded: 10 } as const;
const commands = 10;

useProcesses();

let ground: Ground;
let node: NodeProcess | undefined;
afterEach(async () => {
  await node?.end('SIGKILL');
  node = undefined;
  await ground?.remove();
});

/** What belongs together and does not stand together: an opportunity, its event, its first revision. */
function halves(): Promise<unknown[]> {
  return ground.inStore(async (db) => {
    const { rows } = await sql`
      select o.id, count(distinct e.id) as events, count(distinct r.revision) as revisions
      from opportunity o
      left join outbox e on e.kind = 'opportunity.posted' and e.payload ->> 'opportunity' = o.id::text
      left join opportunity_revision r on r.opportunity_id = o.id
      group by o.id having count(distinct e.id) <> 1 or count(distinct r.revision) <> 1
      union all
      select e.id, 1, 0 from outbox e
      where e.kind = 'opportunity.posted' and not exists (select 1 from opportunity o where o.id::text = e.payload ->> 'opportunity')`.execute(
      db,
    );
    return rows;
  });
}

function titles(): Promise<Set<string>> {
  return ground.inStore(async (db) => {
    const rows = await db.selectFrom('opportunity').select('title').execute();
    return new Set(rows.map((row) => row.title));
  });
}

/** Posts one after another, under titles of its own, until the node is gone. Resolves with those that were answered 201. */
async function postUntilGone(name: string): Promise<string[]> {
  const answered: string[] = [];
  for (let n = 0; ; n++) {
    const title = `${name} ${n}`;
    const response = await post(ground, title).catch(() => undefined);
    if (response === undefined) return answered;
    if (response.status === 201) answered.push(title);
  }
}

describe.each(storeKinds)('a node on %s that is killed while clients post through the API', (kind) => {
  test('never has an opportunity without its event, nor an event without its opportunity', {
    timeout: 120_000,
  }, async () => {
    ground = await prepareGround(kind);
    const answered: string[] = [];
    for (let kill = 0; kill < kills[kind]; kill++) {
      node = await startNodeProcess(ground.settings);
      const posting = Array.from({ length: clients }, (_, client) => postUntilGone(`${kill} ${client}`));
      await setTimeout(50 + Math.random() * 250);
      await node.end('SIGKILL');
      answered.push(...(await Promise.all(posting)).flat());
    }
    const written = await titles();
    expect(answered.filter((title) => !written.has(title))).toEqual([]);
    expect(await halves()).toEqual([]);
    console.log(`${kind}: ${answered.length} answered, ${written.size} written, ${kills[kind]} kills`);
    expect(answered.length).toBeGreaterThan(kills[kind]);
  });
});

describe('a command that is killed while it posts', () => {
  test('leaves all of an opportunity or nothing', { timeout: 60_000 }, async () => {
    ground = await prepareGround('postgresql');
    const stdin = opportunity('by command');
    const startedMs = performance.now();
    const whole = await runProgram(['opportunity', 'post', '-', '--json'], ground.settings, { stdin });
    expect(whole).toMatchObject({ code: 0, stderr: '' });
    const tookMs = performance.now() - startedMs;
    const endings: string[] = [];
    for (let n = 0; n < commands; n++) {
      // Around the end of a run, where it is at the database.
      const killAfterMs = tookMs * (0.75 + Math.random() * 0.3);
      const { code, signal } = await runProgram(['opportunity', 'post', '-', '--json'], ground.settings, {
        stdin,
        killAfterMs,
      });
      endings.push(signal ?? String(code));
    }
    expect(await halves()).toEqual([]);
    console.log(`commands ended by ${endings.join(', ')}`);
  });
});
