import { Hono } from 'hono';
import { iri } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { answerLinkRequest } from '../../domain/auth/link-requests.ts';
import { requireCollective } from '../../domain/collective/queries.ts';
import type { LetterId } from '../../domain/mail.ts';
import { inWork } from '../../domain/work.ts';
import { sendTestMail } from '../../platform/smtp.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { linkRequestForm, mailTestForm } from '../forms/sign-in-forms.ts';
import { requireProofOfViewer } from './passkeys.tsx';
import { MadeLinkPage, MailTestPage } from './sign-in-requests-page.tsx';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

/** What stewards do about signing in: make the link somebody waits for, and try whether mail works. */
export function signInRequestsRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.post('/settings/sign-in-links', async (context) => {
    requireViewerMay(context.var.visit, 'sign-in.pass_on');
    requireProofOfViewer(site, context, '/settings/mail');
    const form = parseForm(linkRequestForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('not-found', 'link.not_asked', 'That names nobody who waits.');
    const id = form.value.request as LetterId;
    const { secret, request } = await inWork(platform, (work) => answerLinkRequest(work, id));
    const link = iri(platform.origin, `/sign-in/link?token=${secret}`);
    return show(context, <MadeLinkPage visit={context.var.visit} name={request.name} link={link} />);
  });
  routes.post('/settings/mail-test', async (context) => {
    requireViewerMay(context.var.visit, 'sign-in.pass_on');
    const fields = await readFields(context);
    const form = parseForm(mailTestForm, fields, context.var.visit.reader.say);
    if (!form.ok) {
      const typed = (fields['email'] ?? '').slice(0, 80);
      throw new Refusal('invalid', 'mail.address', `"${typed}" is not a mail address.`, { typed });
    }
    const { email } = form.value;
    const { name } = await requireCollective(platform.db);
    const outcome = await sendTestMail(platform.config, name, email);
    if (outcome === undefined) {
      throw new Refusal(
        'conflict',
        'mail.off',
        'This node sends no mail. Set SMTP_URL and MAIL_FROM and start it again.',
      );
    }
    return show(context, <MailTestPage visit={context.var.visit} email={email} outcome={outcome} />);
  });
  return routes;
}
