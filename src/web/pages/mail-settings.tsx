import { Hono } from 'hono';
import { iri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { listLinkRequests } from '../../domain/auth/link-requests.ts';
import { answerMailChange, listMailChanges } from '../../domain/auth/mail-address.ts';
import { inWork } from '../../domain/work.ts';
import { mailChangeForm } from '../forms/account-forms.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { MadeMailLinkPage, MailSettingsPage } from './mail-settings-page.tsx';
import { requireProofOfViewer } from './passkeys.tsx';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

const path = '/settings/mail';

/** Whether mail works; where there is none, who waits for a link that a steward passes on. */
export function mailSettingsRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get(path, async (context) => {
    const { visit } = context.var;
    const viewer = requireViewerMay(visit, 'sign-in.pass_on');
    const isMailing = platform.config.SMTP_URL !== undefined;
    const requests = isMailing ? [] : await listLinkRequests(platform.db);
    const changes = isMailing ? [] : await listMailChanges(platform.db, platform.clock.now());
    const done = context.req.query('done');
    return show(context, <MailSettingsPage {...{ visit, viewer, isMailing, requests, changes, done }} />);
  });
  routes.post('/settings/mail-links', async (context) => {
    const { visit } = context.var;
    requireViewerMay(visit, 'sign-in.pass_on');
    requireProofOfViewer(site, context, path);
    const form = parseForm(mailChangeForm, await readFields(context), visit.reader.say);
    if (!form.ok) throw new Refusal('not-found', 'mail_address.not_asked', 'That names nobody who waits.');
    const { secret, change } = await inWork(platform, (work) => answerMailChange(work, form.value.request));
    const link = iri(platform.origin, `/mail-address?token=${secret}`);
    return show(context, <MadeMailLinkPage {...{ visit, link }} name={change.name} email={change.email} />);
  });
  return routes;
}
