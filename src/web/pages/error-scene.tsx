import type { Context } from 'hono';
import type { Opportunity } from '../../domain/opportunities/opportunity.ts';
import { featuredOpportunities } from '../../domain/opportunities/queries.ts';
import { databaseTime } from '../../domain/work.ts';
import type { WebEnv } from '../../http/request-facts.ts';
import { Index } from '../components/list.tsx';
import { Entries, Entry } from '../components/section.tsx';
import { useSay } from '../reader.tsx';
import { readerOf } from '../reader-of.ts';
import type { ErrorScene } from './refused.tsx';
import { bareFrame, frameOf, readVisit, type Site } from './visit.tsx';
import { ownIndexItem } from './work-words.tsx';

/** What the page of an error needs, as far as it can be had: without a database, or before setup, the bare frame. */
export async function sceneOf(site: Site, context: Context<WebEnv>): Promise<ErrorScene> {
  const { method, path, url } = context.req;
  const { requestId } = context.var;
  const { frame, reader } = await placeOf(site, context);
  return {
    frame,
    reader,
    target: `${path}${new URL(url).search}`,
    isRead: method === 'GET' || method === 'HEAD',
    requestId,
    near: frame === bareFrame || !path.startsWith('/opportunities') ? undefined : await nearBy(site),
  };
}

async function placeOf(site: Site, context: Context<WebEnv>): Promise<Pick<ErrorScene, 'frame' | 'reader'>> {
  try {
    const visit = await readVisit(site, context);
    // A form that was refused has no page of its own to come back to.
    const here = context.req.method === 'GET' ? visit.here : undefined;
    return { frame: { ...frameOf(visit), here }, reader: visit.reader };
  } catch {
    return { frame: bareFrame, reader: readerOf(context, undefined, undefined) };
  }
}

/** What somebody who mistyped the address of an opportunity may have meant. */
async function nearBy({ platform: { db } }: Site) {
  const [opportunities, now] = await Promise.all([featuredOpportunities(db), databaseTime(db)]);
  if (opportunities.length === 0) return undefined;
  return <OpenNow opportunities={opportunities.slice(0, 3)} now={now} />;
}

interface OpenNowProps {
  readonly opportunities: readonly Opportunity[];
  readonly now: Temporal.Instant;
}

function OpenNow({ opportunities, now }: OpenNowProps) {
  const say = useSay();
  return (
    <Entries>
      <Entry title={say('errors.open_now')} strong>
        <Index items={opportunities.map((one) => ownIndexItem(one, now, say))} />
      </Entry>
    </Entries>
  );
}
