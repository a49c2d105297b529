import { Hono } from 'hono';
import { examine } from '../../checks/examine.ts';
import type { Finding } from '../../checks/finding.ts';
import { deliveryFigures, silentHosts } from '../../domain/deliveries/queries.ts';
import { countFollows } from '../../domain/follows/queries.ts';
import { listMembers } from '../../domain/members/queries.ts';
import { databaseTime } from '../../domain/work.ts';
import { NodePage } from './node-page.tsx';
import { software } from './software.ts';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

const startedAt = Temporal.Now.instant();

/** What the node is doing, for those who look after it. */
export function nodeRoutes({ platform }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const { db, config, store } = platform;
  routes.get('/node', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'health.read');
    const [checks, at, people, { followers }, figures, silent] = await Promise.all([
      examine({ config, platform: async () => platform }, fromError),
      databaseTime(db),
      listMembers(db),
      countFollows(db, visit.collective.actor),
      deliveryFigures(db),
      silentHosts(db),
    ]);
    const members = people.filter(({ stage }) => stage === 'member').length;
    const { version } = software;
    const page = {
      visit,
      checks,
      at,
      startedAt,
      store: store.kind,
      version,
      members,
      followers,
      figures,
      silent,
    };
    return show(context, <NodePage {...page} />);
  });
  return routes;
}

/** What a check threw may hold addresses and paths: the log has it, the page says only what to do. */
function fromError(): Finding {
  return { state: 'fail', found: { key: 'health.failed' }, next: { key: 'health.failed_next' } };
}
