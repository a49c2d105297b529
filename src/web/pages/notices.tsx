import { Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { setChannels, setRhythm, stopLetters } from '../../domain/notices/commands.ts';
import { readChannels, readRhythm } from '../../domain/notices/queries.ts';
import { noticeEvents } from '../../domain/notices/rhythm.ts';
import { inWork } from '../../domain/work.ts';
import { type Fields, parseForm, readFields } from '../forms/fields.ts';
import { noticesForm, stopForm } from '../forms/today-forms.ts';
import { NoticesPage, StopPage, StoppedPage } from './notices-page.tsx';
import { type PageEnv, requireViewer, type Site, show } from './visit.tsx';

/** What a person hears of and when, and the link in every letter that stops them. */
export function noticesRoutes({ platform }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const { db } = platform;
  routes.get('/settings/notices', async (context) => {
    const { visit } = context.var;
    const member = requireViewer(visit);
    const [channels, rhythm] = await Promise.all([readChannels(db, member.id), readRhythm(db, member.id)]);
    const isMailing = platform.config.SMTP_URL !== undefined;
    const isSaved = context.req.query('done') === 'saved';
    return show(context, <NoticesPage {...{ visit, member, channels, rhythm, isMailing, isSaved }} />);
  });
  routes.post('/settings/notices', async (context) => {
    const member = requireViewer(context.var.visit);
    const fields = await readFields(context);
    const form = parseForm(noticesForm, fields, context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'notices.rhythm', 'A day is 1 to 7 or none, an hour 0 to 23.');
    const { digest, from: quietFrom, until: quietUntil } = form.value;
    await inWork(platform, async (work) => {
      await setChannels(work, member, ticked(fields));
      await setRhythm(work, member, {
        digestDay: digest === '0' ? null : Number(digest),
        quietFrom,
        quietUntil,
      });
    });
    return context.redirect('/settings/notices?done=saved', 303);
  });
  routes.get('/letters/stop', (context) =>
    show(
      context,
      <StopPage visit={context.var.visit} token={(context.req.query('token') ?? '').slice(0, 200)} />,
    ),
  );
  routes.post('/letters/stop', async (context) => {
    const form = parseForm(stopForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok)
      throw new Refusal('gone', 'notices.stopped', 'That link is not whole. Open it again from the letter.');
    await inWork(platform, (work) => stopLetters(work, form.value.token));
    return show(context, <StoppedPage visit={context.var.visit} />);
  });
  return routes;
}

/** The matrix as it was sent: a box that is not ticked is not sent. */
function ticked(fields: Fields): Parameters<typeof setChannels>[2] {
  const isTicked = (name: string) => fields[name] === 'yes';
  return Object.fromEntries(
    noticeEvents.map((event) => [
      event,
      {
        today: isTicked(`today:${event}`),
        mail: isTicked(`mail:${event}`),
        digest: isTicked(`digest:${event}`),
      },
    ]),
  );
}
