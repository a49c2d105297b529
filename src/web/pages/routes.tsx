import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HttpRefusal } from '../../http/errors.ts';
import type { WebEnv } from '../../http/request-facts.ts';
import { loadViewer } from '../../http/session.ts';
import { alliesRoutes } from './allies.tsx';
import { deliveriesRoutes } from './deliveries.tsx';
import { followUsRoutes } from './follow-us.tsx';
import { homeRoutes } from './home.tsx';
import { languageRoutes } from './language.ts';
import { opportunitiesRoutes } from './opportunities.tsx';
import { opportunityRoutes } from './opportunity.tsx';
import { deleteOpportunityRoutes, opportunityStatusRoutes } from './opportunity-status.tsx';
import { passkeysRoutes } from './passkeys.tsx';
import { recoveryRoutes } from './recovery.tsx';
import { sessionsRoutes } from './sessions.tsx';
import { settingsRoutes } from './settings.tsx';
import { setupRoutes } from './setup.tsx';
import { setupDoneRoutes } from './setup-screens.tsx';
import { signInRoutes } from './sign-in.tsx';
import { signInCodeRoutes } from './sign-in-code.tsx';
import { signInPasskeyRoutes } from './sign-in-passkey.ts';
import { signInRequestsRoutes } from './sign-in-requests.tsx';
import { loadVisit, type PageEnv, type Site } from './visit.tsx';
import { writeOpportunityRoutes } from './write-opportunity.tsx';

/** Largest form that is read, in bytes: the longest outcome in the longest encoding, and twenty roles. */
const formSizeBytes = 256 * 1024;

/** Every page, to be mounted at `/` behind everything else. Errors are thrown for the app to draw. */
export function pageRoutes(site: Site): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  routes.use(
    bodyLimit({
      maxSize: formSizeBytes,
      onError: () => {
        const message = `This form is larger than ${formSizeBytes / 1024} KB. Shorten it.`;
        throw new HttpRefusal(413, 'body.size', message);
      },
    }),
  );
  routes.route('/', setupRoutes(site));
  routes.route('/', housePages(site));
  return routes;
}

/** The pages of a place that is set up. */
function housePages(site: Site): Hono<PageEnv> {
  const pages = new Hono<PageEnv>();
  pages.use(loadViewer(site.platform));
  pages.use(loadVisit(site));
  for (const routes of [
    setupDoneRoutes(),
    followUsRoutes(site),
    languageRoutes(site),
    signInRoutes(site),
    signInPasskeyRoutes(site),
    signInCodeRoutes(site),
    passkeysRoutes(site),
    recoveryRoutes(site),
    sessionsRoutes(site),
    signInRequestsRoutes(site),
    opportunitiesRoutes(site),
    writeOpportunityRoutes(site),
    opportunityStatusRoutes(site),
    deleteOpportunityRoutes(site),
    opportunityRoutes(site),
    alliesRoutes(site),
    deliveriesRoutes(site),
    settingsRoutes(site),
    homeRoutes(site),
  ]) {
    pages.route('/', routes);
  }
  return pages;
}
