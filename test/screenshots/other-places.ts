import { openSession } from '../../src/domain/auth/sessions.ts';
import { inWork } from '../../src/domain/work.ts';
import { openSite, type TestSite } from '../web/pages/site.ts';

/** A place where somebody founded a collective and did nothing more. */
export interface Bare {
  readonly site: TestSite;
  readonly sessions: Readonly<Record<'steward', string>>;
}

/** A place that nobody set up yet, and the link that does. */
export interface Fresh {
  readonly site: TestSite;
  readonly token: string;
  readonly sessions: Readonly<Record<string, never>>;
}

/** Found a collective, and leave it at that. */
export async function openBare(): Promise<Bare> {
  const site = await openSite();
  const { steward } = await site.found();
  return {
    site,
    sessions: { steward: await inWork(site.platform, (work) => openSession(work, steward.id)) },
  };
}

/** Start a node that waits for somebody. */
export async function openFresh(): Promise<Fresh> {
  const site = await openSite();
  return { site, token: await site.setupToken(), sessions: {} };
}
