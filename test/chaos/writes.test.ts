import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { storeKinds } from '../support/database.ts';
import { type NodeProcess, runProgram, startNodeProcess, useProcesses } from '../support/process.ts';
import { type Ground, opportunity, post, prepareGround } from './ground.ts';

const clients = 8;
const kills = { postgresql: 20, embedded: 10 } as const;

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

/** Posts one after another, under titles of its own, until the node is gone. `answered` gets each title that was answered 201. */
async function postUntilGone(name: string, answered: (title: string) => void): Promise<void> {
  for (let n = 0; ; n++) {
    const title = `${name} ${n}`;
    const response = await post(ground, title).catch(() => undefined);
    if (response === undefined) return;
    if (response.status === 201) answered(title);
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
      const isPosting = Promise.withResolvers<void>();
      const note = (title: string): void => {
        answered.push(title);
        isPosting.resolve();
      };
      const posting = Array.from({ length: clients }, (_, client) =>
        postUntilGone(`${kill} ${client}`, note),
      );
      await isPosting.promise;
      await setTimeout(Math.random() * 150);
      await node.end('SIGKILL');
      await Promise.all(posting);
    }
    const written = await titles();
    expect(answered.filter((title) => !written.has(title))).toEqual([]);
    expect(await halves()).toEqual([]);
    console.log(`${kind}: ${answered.length} answered, ${written.size} written, ${kills[kind]} kills`);
  });
});

describe('a command that is killed while it posts', () => {
  test.each(['opportunity_revision', 'outbox'])(
    'leaves nothing of an opportunity where it was about to write to %s',
    async (table) => {
      ground = await prepareGround('postgresql');
      await ground.inStore(async (db) => {
        const posting = await db.transaction().execute(async (tx) => {
          // It waits there for as long as this transaction holds the table.
          await sql`lock table ${sql.table(table)} in exclusive mode`.execute(tx);
          const command = runProgram(['opportunity', 'post', '-'], ground.settings, {
            stdin: opportunity('by command'),
            killWhen: async () => {
              const { rows } =
                await sql`select 1 from pg_locks where not granted and relation = ${table}::regclass`.execute(
                  tx,
                );
              return rows.length > 0;
            },
          });
          return await command;
        });
        expect(posting.signal).toBe('SIGKILL');
        const others = () =>
          sql`select 1 from pg_stat_activity where datname = current_database() and state like '%transaction%' and pid <> pg_backend_pid()`
            .execute(db)
            .then(({ rows }) => rows);
        await expect.poll(others).toEqual([]);
      });
      expect(await titles()).toEqual(new Set());
      expect(await halves()).toEqual([]);
    },
  );

  test('leaves all of it where it was not killed', async () => {
    ground = await prepareGround('postgresql');
    const stdin = opportunity('by command');
    expect(await runProgram(['opportunity', 'post', '-'], ground.settings, { stdin })).toMatchObject({
      code: 0,
    });
    expect(await titles()).toEqual(new Set(['by command']));
    expect(await halves()).toEqual([]);
  });
});
