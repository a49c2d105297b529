import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { type AttemptLimit, countAttempt, linkLimit } from '../../domain/auth/attempts.ts';
import { isLinkOpen } from '../../domain/auth/links.ts';
import {
  askForMailAddress,
  confirmMailAddress,
  dropMailChange,
  findMailChange,
} from '../../domain/auth/mail-address.ts';
import { isProved } from '../../domain/auth/sessions.ts';
import { inWork } from '../../domain/work.ts';
import { HttpRefusal } from '../../http/errors.ts';
import { requireSession } from '../../http/proof.ts';
import { linkForm, newMailAddressForm } from '../forms/account-forms.ts';
import { errorOfRefusal, type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { bareForm } from '../forms/small-forms.ts';
import { ConfirmedPage, ConfirmPage, MailAddressPage } from './mail-address-page.tsx';
import { requireProofOfViewer } from './passkeys.tsx';
import { slowDown } from './sign-in.tsx';
import { type PageEnv, requireViewer, type Site, show } from './visit.tsx';

const path = '/settings/mail-address';
const fieldOf = { 'member.email': 'email', 'mail_address.same': 'email' } as const;
const perPerson: AttemptLimit = { what: 'mail-address', most: 5, minutes: 60 };

/** Another mail address: asked for with proof, confirmed by the link in the letter to it, on any browser. */
export function mailAddressRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get(path, (context) => {
    requireViewer(context.var.visit);
    return draw(site, context, '', noErrors);
  });
  routes.post(path, (context) => ask(site, context));
  routes.post('/settings/mail-address/drop', async (context) => {
    const member = requireViewer(context.var.visit);
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    await inWork(platform, (work) => dropMailChange(work, member.id));
    return context.redirect(`${path}?done=address-dropped`, 303);
  });
  routes.get('/mail-address', async (context) => {
    const token = context.req.query('token') ?? '';
    if (!(await inWork(platform, (work) => isLinkOpen(work, 'mail-address', token)))) throw usedLink();
    return show(context, <ConfirmPage visit={context.var.visit} token={token} />);
  });
  routes.post('/mail-address', async (context) => {
    await slowDown(site, context);
    const { visit } = context.var;
    const form = parseForm(linkForm, await readFields(context), visit.reader.say);
    if (!form.ok) throw new Refusal('invalid', 'link.unknown', 'This link is not one of ours.');
    const { email } = await inWork(platform, (work) => confirmMailAddress(work, form.value.token));
    return show(context, <ConfirmedPage visit={visit} email={email ?? ''} />);
  });
  return routes;
}

/** The same answer for every address, whether somebody here has it or not. */
async function ask(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { member } = requireProofOfViewer(site, context, path);
  const { db } = site.platform;
  const { say } = context.var.visit.reader;
  const fields = await readFields(context);
  const form = parseForm(newMailAddressForm, fields, say);
  const again = (errors: FieldErrors) => draw(site, context, fields['email'] ?? '', errors);
  if (!form.ok) return again(form.errors);
  const { email } = form.value;
  refuseTooMany(await countAttempt(db, perPerson, member.id));
  refuseTooMany(await countAttempt(db, linkLimit, email));
  try {
    await inWork(site.platform, (work) => askForMailAddress(work, member, email));
  } catch (error) {
    return again(errorOfRefusal(error, fieldOf, say));
  }
  return context.redirect(`${path}?done=address-asked`, 303);
}

function refuseTooMany(waitSeconds: number | undefined): void {
  if (waitSeconds === undefined) return;
  throw new HttpRefusal(429, 'link.rate', 'Three links an hour go to one address.', waitSeconds);
}

async function draw(
  { platform: { db, clock, config } }: Site,
  context: Context<PageEnv>,
  typed: string,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const session = requireSession(context);
  const now = clock.now();
  const change = await findMailChange({ tx: db, now }, session.member.id);
  const page = (
    <MailAddressPage
      {...{ visit, typed, errors, change }}
      email={session.member.email}
      isProved={isProved(session, now)}
      isMailing={config.SMTP_URL !== undefined}
      done={context.req.query('done')}
    />
  );
  return show(context, page, errors === noErrors ? 200 : 400);
}

function usedLink(): Refusal {
  return new Refusal('gone', 'link.used', 'This link was used or is too old. Ask for a new one.');
}
