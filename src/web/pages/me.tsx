import { Hono } from 'hono';
import { audiencesRoutes } from './me-audiences.tsx';
import { availabilityRoutes } from './me-availability.tsx';
import { exportRoutes } from './me-export.tsx';
import { contactPart, introductionPart, languagesPart, placePart } from './me-forms.tsx';
import { importRoutes } from './me-import.tsx';
import { linksRoutes } from './me-links.tsx';
import { OverviewPage } from './me-overview.tsx';
import { readOwn } from './me-own.ts';
import { partRoutes } from './me-part.tsx';
import { previewRoutes } from './me-preview.tsx';
import { meantRoutes } from './me-skill-meant.tsx';
import { skillsForm } from './me-skills.tsx';
import { startRoutes } from './me-start.tsx';
import { termsPart } from './me-terms.tsx';
import { workRoutes } from './me-work.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

/** One's own signpost: the overview, and a form for each of its parts. */
export function meRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/me', async (context) => {
    const own = await readOwn(site, context);
    const { done, was, url, label, work } = context.req.query();
    const meant = context.req.queries('meant') ?? [];
    return show(context, <OverviewPage own={own} just={{ done, was, url, label, meant, work }} />);
  });
  for (const part of [
    startRoutes(site),
    partRoutes(site, introductionPart),
    partRoutes(site, skillsForm('do')),
    partRoutes(site, skillsForm('learning')),
    partRoutes(site, skillsForm('dont')),
    meantRoutes(site),
    availabilityRoutes(site),
    partRoutes(site, termsPart),
    partRoutes(site, placePart),
    partRoutes(site, languagesPart),
    partRoutes(site, contactPart),
    workRoutes(site),
    linksRoutes(site),
    audiencesRoutes(site),
    previewRoutes(site),
    exportRoutes(site),
    importRoutes(site),
  ]) {
    routes.route('/', part);
  }
  return routes;
}
