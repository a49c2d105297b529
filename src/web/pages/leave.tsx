import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { leaveEverywhere } from '../../domain/erasure/departures.ts';
import type { Farewell } from '../../domain/joining/departure.ts';
import { findFarewell } from '../../domain/joining/departure-queries.ts';
import { comeBack } from '../../domain/joining/leaving.ts';
import { unknownLink } from '../../domain/joining/links.ts';
import { findFormerMember, listMembers } from '../../domain/members/queries.ts';
import { type ExportedFile, exportFiles, exportFormats, seeSignpost } from '../../domain/signposts/export.ts';
import { inWork } from '../../domain/work.ts';
import { takeSession } from '../../http/session.ts';
import { resumeWords } from '../components/signpost-resume-words.ts';
import { errorOfRefusal, type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { leaveForm, tokenForm } from '../forms/joining-forms.ts';
import { FarewellPage, LeavePage } from './leave-page.tsx';
import { requireProofOfViewer } from './passkeys.tsx';
import { letIn, slowDown } from './sign-in.tsx';
import { type PageEnv, requireViewer, requireViewerMay, type Site, show } from './visit.tsx';

/** Leave, and what is left afterwards: a page at a secret address that undoes it for a day. */
export function leaveRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get('/leave', (context) => draw(site, context, noErrors));

  routes.post('/leave', (context) => goAway(site, context));

  routes.get('/farewell', async (context) => {
    const { visit } = context.var;
    const { token = '' } = context.req.query();
    const farewell = await findFarewell(platform.db, platform.clock.now(), token);
    if (farewell === undefined) throw unknownLink();
    const files = (await filesOf(site, context, farewell)).map(({ name }) => name);
    return show(context, <FarewellPage {...{ visit, farewell, token, files }} />);
  });

  routes.get('/farewell/export', async (context) => {
    const { token = '', file: wanted } = context.req.query();
    const farewell = await findFarewell(platform.db, platform.clock.now(), token);
    if (farewell === undefined) throw unknownLink();
    const file = (await filesOf(site, context, farewell)).find(({ name }) => name === wanted);
    if (file === undefined) throw new Refusal('not-found', 'signpost.no_file', 'There is no such file.');
    return context.body(file.text, 200, {
      'content-type': `${file.mediaType}; charset=utf-8`,
      'content-disposition': `attachment; filename="${file.name}"`,
    });
  });

  routes.post('/farewell/come-back', async (context) => {
    await slowDown(site, context);
    const form = parseForm(tokenForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw unknownLink();
    await letIn(site, context, async (work) => {
      const member = await comeBack(work, form.value.token);
      return { member: member.id, isProof: false };
    });
    return context.redirect('/', 303);
  });
  return routes;
}

async function goAway(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { platform } = site;
  const { visit } = context.var;
  const member = requireViewer(visit);
  requireViewerMay(visit, 'person.leave', { owner: member.id });
  requireProofOfViewer(site, context, '/leave');
  const form = parseForm(leaveForm, await readFields(context), visit.reader.say);
  if (!form.ok) return draw(site, context, form.errors);
  try {
    const secret = await inWork(platform, (work) => leaveEverywhere(work, member, form.value.going));
    takeSession(context, platform.origin);
    return context.redirect(`/farewell?${new URLSearchParams({ token: secret })}`, 303);
  } catch (error) {
    return draw(site, context, errorOfRefusal(error, {}, visit.reader.say));
  }
}

/** What is theirs, whoever they were to this place: everything they wrote on their signpost. */
async function filesOf(
  { platform: { db, origin, clock } }: Site,
  context: Context<PageEnv>,
  farewell: Farewell,
): Promise<ExportedFile[]> {
  const person = await findFormerMember(db, farewell.member);
  const now = clock.now();
  const seen = person && (await seeSignpost(db, origin, person, 'me', now));
  if (seen === undefined) return [];
  const words = resumeWords(context.var.visit.reader.say);
  return exportFormats.flatMap((format) => exportFiles(seen, format, now, words));
}

async function draw(site: Site, context: Context<PageEnv>, errors: FieldErrors): Promise<Response> {
  const { visit } = context.var;
  const viewer = requireViewer(visit);
  requireViewerMay(visit, 'person.leave', { owner: viewer.id });
  const members = await listMembers(site.platform.db);
  const others = members.filter(({ id, stage }) => id !== viewer.id && stage === 'member');
  const isLastSteward =
    viewer.hats.includes('steward') && !others.some(({ hats }) => hats.includes('steward'));
  const page = <LeavePage {...{ visit, viewer, isLastSteward, hasOthers: others.length > 0, errors }} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}
