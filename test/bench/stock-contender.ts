import { join } from 'node:path';
import postgres from 'postgres';
import type { Contender } from './contender.ts';
import type { BenchServer } from './postgres.ts';
import { freePort, launchServer } from './processes.ts';
import { followerHost } from './signers.ts';
import { setUpStock, stockIdentifier, stockOpportunityId } from './stock-rows.ts';

/** Stock Fedify with a fresh database; see `openStockFederation` for its settings. */
export async function prepareStock(server: BenchServer): Promise<Contender> {
  const databaseUrl = await server.createDatabase('bench_stock');
  const sql = postgres(databaseUrl, { max: 2, onnotice: () => undefined });
  await setUpStock(sql);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const actorUrl = `${origin}/actors/${stockIdentifier}`;

  async function count(table: string): Promise<number> {
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from ${sql(table)}`;
    return row?.n ?? 0;
  }

  return {
    name: 'stock',
    origin,
    actorUrl,
    opportunityUrl: `${origin}/opportunities/${stockOpportunityId}`,
    inboundTarget: (crowdPort) => ({
      origin,
      inboxPath: '/inbox',
      collectiveId: actorUrl,
      collectiveHandle: `@${stockIdentifier}@127.0.0.1:${port}`,
      crowdPort,
    }),
    start(role) {
      const command = {
        program: process.execPath,
        args: [join(import.meta.dirname, 'stock.js')],
        env: { DATABASE_URL: databaseUrl, ORIGIN: origin, ROLE: role, NODE_ENV: 'production' },
        cwd: process.cwd(),
      };
      return launchServer(command, `${origin}/readyz`);
    },
    countAccepted: () => count('fedify_message_v2'),
    countEffects: () => count('stock_note'),
    async addFollowers(followers, hosts, crowdPort) {
      const rows = Array.from({ length: followers }, (_, n) => {
        const host = `http://${followerHost(n % hosts)}:${crowdPort}`;
        const follower = `${host}/people/${n}`;
        return {
          identifier: stockIdentifier,
          follower,
          inbox: `${follower}/inbox`,
          shared_inbox: `${host}/inbox`,
        };
      });
      for (let from = 0; from < rows.length; from += 5_000) {
        await sql`insert into stock_follower ${sql(rows.slice(from, from + 5_000))}`;
      }
      await sql`analyze stock_follower`;
    },
    async publish() {
      const response = await fetch(`${origin}/bench/publish`, { method: 'POST' });
      if (!response.ok) throw new Error(`stock answered ${response.status}: ${await response.text()}`);
    },
    countReceipts: async () => undefined,
    async dispose() {
      await sql.end({ timeout: 5 });
      await server.dropDatabase('bench_stock');
    },
  };
}
