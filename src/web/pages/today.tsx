import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { bringBack, putAllAway, putAway, snooze, unsnooze } from '../../domain/notices/commands.ts';
import { countToday, readToday } from '../../domain/notices/today.ts';
import { confirmAvailability } from '../../domain/signposts/commands.ts';
import { databaseTime, inWork, type Work } from '../../domain/work.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { bareForm } from '../forms/small-forms.ts';
import { laterForm, noticeForm } from '../forms/today-forms.ts';
import { TodayPage } from './today-page.tsx';
import { type PageEnv, requireViewer, requireViewerMay, type Site, show } from './visit.tsx';

/** How long "Later" puts something off. */
const laterDays = 3;

/** What waits for whoever is signed in, and the small acts on it. */
export function todayRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const { platform } = site;
  routes.get('/today', async (context) => {
    const { visit } = context.var;
    const member = requireViewer(visit);
    const now = await databaseTime(platform.db);
    const today = await readToday(platform.db, member, now);
    site.waiting.note(member, today);
    const current = { ...visit, waiting: countToday(today) };
    const done = context.req.query('done');
    const away = noticeForm.shape.notice.safeParse(context.req.query('away')).data;
    const known = done === 'later' || done === 'saved' ? done : undefined;
    return show(context, <TodayPage {...{ today, now, away }} visit={current} done={known} />);
  });
  routes.post('/today/later', async (context) => {
    const { key } = await readOrRefuse(context, laterForm);
    return act(site, context, '/today?done=later', (work, member) => snooze(work, member, key, laterDays));
  });
  routes.post('/today/back', async (context) => {
    await readOrRefuse(context, bareForm);
    return act(site, context, '/today', (work, member) => unsnooze(work, member));
  });
  routes.post('/today/away', async (context) => {
    const { notice } = await readOrRefuse(context, noticeForm);
    return act(site, context, `/today?away=${notice}`, (work, member) => putAway(work, member, notice));
  });
  routes.post('/today/bring-back', async (context) => {
    const { notice } = await readOrRefuse(context, noticeForm);
    return act(site, context, '/today', (work, member) => bringBack(work, member, notice));
  });
  routes.post('/today/away-all', async (context) => {
    await readOrRefuse(context, bareForm);
    return act(site, context, '/today', putAllAway);
  });
  routes.post('/today/still-free', async (context) => {
    await readOrRefuse(context, bareForm);
    return act(site, context, '/today?done=saved', confirmAvailability);
  });
  return routes;
}

type Act = (work: Work, member: ReturnType<typeof requireViewer>) => Promise<unknown>;

async function act(
  { platform, waiting }: Site,
  context: Context<PageEnv>,
  next: string,
  command: Act,
): Promise<Response> {
  const member = requireViewer(context.var.visit);
  await inWork(platform, (work) => command(work, member));
  waiting.note(member, undefined);
  return context.redirect(next, 303);
}

async function readOrRefuse<T>(
  context: Context<PageEnv>,
  form: Parameters<typeof parseForm<T>>[0],
): Promise<T> {
  // Who is not signed in is asked to, before anything else is said.
  const { visit } = context.var;
  requireViewerMay(visit, 'own.write', { owner: visit.viewer?.id });
  const read = parseForm(form, await readFields(context), visit.reader.say);
  if (read.ok) return read.value;
  throw new Refusal('invalid', 'form.unread', 'That form is not one of ours. Load the page again.');
}
