import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { archiveLimits } from '../../domain/signposts/archive.ts';
import { HttpRefusal } from '../../http/errors.ts';
import type { WebEnv } from '../../http/request-facts.ts';
import { loadViewer } from '../../http/session.ts';
import { accessRoutes } from './access.tsx';
import { affiliationsRoutes } from './affiliations.tsx';
import { alliesRoutes } from './allies.tsx';
import { applicationsRoutes } from './applications.tsx';
import { applyRoutes } from './apply.tsx';
import { blocksRoutes } from './blocks.tsx';
import { collectiveSettingsRoutes, logoFormBytes, logoPath } from './collective-settings.tsx';
import { deliveriesRoutes } from './deliveries.tsx';
import { eraseRoutes } from './erase.tsx';
import { followUsRoutes } from './follow-us.tsx';
import { homeRoutes } from './home.tsx';
import { invitationsRoutes } from './invitations.tsx';
import { joinRoutes } from './join.tsx';
import { languageRoutes } from './language.ts';
import { leaveRoutes } from './leave.tsx';
import { mailAddressRoutes } from './mail-address.tsx';
import { mailSettingsRoutes } from './mail-settings.tsx';
import { meRoutes } from './me.tsx';
import { importPath } from './me-import.tsx';
import { mediaRoutes } from './media.ts';
import { membersRoutes } from './members.tsx';
import { nodeRoutes } from './node.tsx';
import { noticesRoutes } from './notices.tsx';
import { opportunitiesRoutes } from './opportunities.tsx';
import { opportunityRoutes } from './opportunity.tsx';
import { deleteOpportunityRoutes, opportunityStatusRoutes } from './opportunity-status.tsx';
import { passkeysRoutes } from './passkeys.tsx';
import { peopleRoutes } from './people.tsx';
import { poolsRoutes } from './pools.tsx';
import { recoveryRoutes } from './recovery.tsx';
import { resetsRoutes } from './resets.tsx';
import { sessionsRoutes } from './sessions.tsx';
import { settingsRoutes } from './settings.tsx';
import { setupRoutes } from './setup.tsx';
import { setupDoneRoutes } from './setup-screens.tsx';
import { signInRoutes } from './sign-in.tsx';
import { signInCodeRoutes } from './sign-in-code.tsx';
import { signInPasskeyRoutes } from './sign-in-passkey.ts';
import { signInRequestsRoutes } from './sign-in-requests.tsx';
import { signpostSkillRoutes } from './signpost-skill.tsx';
import { todayRoutes } from './today.tsx';
import { tokensRoutes } from './tokens.tsx';
import { loadVisit, type PageEnv, type Site } from './visit.tsx';
import { vocabularyRoutes } from './vocabulary.tsx';
import { writeOpportunityRoutes } from './write-opportunity.tsx';

/** Largest form that is read, in bytes: the longest outcome in the longest encoding, and twenty roles. */
const formSizeBytes = 256 * 1024;

/** Largest body of the form that brings a file in, in bytes: the file and what stands around it. */
const fileSizeBytes = archiveLimits.bytes + 64 * 1024;

function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      const message = `This form is larger than ${maxSize / 1024} KB. Shorten it.`;
      throw new HttpRefusal(413, 'body.size', message, undefined, { most: maxSize / 1024 });
    },
  });
}

/** Every page, to be mounted at `/` behind everything else. Errors are thrown for the app to draw. */
export function pageRoutes(site: Site): Hono<WebEnv> {
  const routes = new Hono<WebEnv>();
  const form = limitBody(formSizeBytes);
  const file = limitBody(fileSizeBytes);
  const logo = limitBody(logoFormBytes);
  // A file says how large it is: without that, a body would be read to its limit before anybody is asked who sends it.
  routes.use((context, next) => {
    const { path } = context.req;
    const isSized = context.req.header('content-length') !== undefined;
    if (isSized && path === logoPath) return logo(context, next);
    const isImport = path === importPath || path.startsWith(`${importPath}/`);
    return (isSized && isImport ? file : form)(context, next);
  });
  routes.route('/', mediaRoutes(site));
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
    ...signInPages(site),
    opportunitiesRoutes(site),
    writeOpportunityRoutes(site),
    opportunityStatusRoutes(site),
    deleteOpportunityRoutes(site),
    opportunityRoutes(site),
    alliesRoutes(site),
    affiliationsRoutes(site),
    deliveriesRoutes(site),
    ...settingsPages(site),
    peopleRoutes(site),
    poolsRoutes(site),
    meRoutes(site),
    eraseRoutes(site),
    signpostSkillRoutes(site),
    todayRoutes(site),
    noticesRoutes(site),
    nodeRoutes(site),
    invitationsRoutes(site),
    joinRoutes(site),
    applyRoutes(site),
    applicationsRoutes(site),
    membersRoutes(site),
    leaveRoutes(site),
    homeRoutes(site),
  ]) {
    pages.route('/', routes);
  }
  return pages;
}

/** The pages on which somebody comes in, and says how. */
function signInPages(site: Site): Hono<PageEnv>[] {
  return [
    signInRoutes(site),
    signInPasskeyRoutes(site),
    signInCodeRoutes(site),
    passkeysRoutes(site),
    recoveryRoutes(site),
    sessionsRoutes(site),
    signInRequestsRoutes(site),
  ];
}

/** The pages of the settings, in the order of their navigation. */
function settingsPages(site: Site): Hono<PageEnv>[] {
  return [
    settingsRoutes(site),
    accessRoutes(site),
    tokensRoutes(site),
    mailAddressRoutes(site),
    resetsRoutes(site),
    collectiveSettingsRoutes(site),
    vocabularyRoutes(site),
    blocksRoutes(site),
    mailSettingsRoutes(site),
  ];
}
