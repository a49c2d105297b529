import { Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { makeRecoveryCodes } from '../../domain/auth/recovery-codes.ts';
import { inWork } from '../../domain/work.ts';
import { parseForm, readFields } from '../forms/fields.ts';
import { savedCodesForm } from '../forms/sign-in-forms.ts';
import { bareForm } from '../forms/small-forms.ts';
import { requireProofOfViewer } from './passkeys.tsx';
import { RecoveryPage } from './recovery-page.tsx';
import { type PageEnv, requireViewer, type Site, show } from './visit.tsx';

/** New recovery codes: on the page that answers the button, and as a file. Nowhere else, and never again. */
export function recoveryRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.post('/settings/recovery', async (context) => {
    const { member } = requireProofOfViewer(site, context);
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    const codes = await inWork(site.platform, (work) => makeRecoveryCodes(work, member.id));
    return show(context, <RecoveryPage visit={context.var.visit} codes={codes} />);
  });
  routes.post('/settings/recovery/text', async (context) => {
    requireViewer(context.var.visit);
    const form = parseForm(savedCodesForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'recovery.text', 'These are not the codes of our page.');
    const { host } = context.var.visit;
    const lines = [
      context.var.visit.reader.say('account.codes_file', { host }),
      `${site.platform.origin}/sign-in/code`,
      '',
    ];
    context.header('content-disposition', 'attachment; filename="recovery-codes.txt"');
    return context.text(`${[...lines, ...form.value.codes.split(' ')].join('\n')}\n`);
  });
  return routes;
}
