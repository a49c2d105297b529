import { type Context, Hono } from 'hono';
import { changeCollective, changeLogo, setInvitationQuota } from '../../domain/collective/commands.ts';
import { inWork } from '../../domain/work.ts';
import { HttpRefusal } from '../../http/errors.ts';
import { drawLogo, PictureError, type PictureFault, pictureSizeBytes } from '../../platform/picture.ts';
import type { Say } from '../../words/say.ts';
import { collectiveSettingsForm } from '../forms/account-forms.ts';
import { type FieldErrors, type Fields, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { setupFieldOf } from '../forms/setup-form.ts';
import { bareForm } from '../forms/small-forms.ts';
import { CollectiveSettingsPage } from './collective-settings-page.tsx';
import { type Change, saveForm } from './settings-form.ts';
import { type PageEnv, requireViewerMay, type Site, show, type Visit } from './visit.tsx';

const path = '/settings/collective';

/** Where a logo is sent to: the one form of ours that carries a file. */
export const logoPath = '/settings/logo';
/** The largest form that carries one: the picture, and what a form puts around it. */
export const logoFormBytes = pictureSizeBytes + 16 * 1024;

/** What the collective says of itself, its rules and its logo; for stewards. */
export function collectiveSettingsRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(path, (context) => {
    requireViewerMay(context.var.visit, 'collective.change');
    return draw(context, {}, noErrors);
  });
  routes.post(path, (context) => {
    requireViewerMay(context.var.visit, 'collective.change');
    return saveForm(site, context, {
      read: readCollective,
      fieldOf: { ...setupFieldOf, 'collective.invitation_quota': 'invitations' },
      draw: (typed, errors) => draw(context, typed, errors),
      to: `${path}?done=settings`,
    });
  });
  routes.post(logoPath, async (context) => {
    requireViewerMay(context.var.visit, 'collective.change');
    const picture = await readPicture(context);
    if (picture === undefined)
      return draw(context, {}, { logo: context.var.visit.reader.say('settings.logo_none') });
    const logo = await drawLogo(picture).catch(refusePicture);
    await inWork(site.platform, (work) => changeLogo(work, logo));
    return context.redirect(`${path}?done=settings`, 303);
  });
  routes.post('/settings/logo/remove', async (context) => {
    requireViewerMay(context.var.visit, 'collective.change');
    parseForm(bareForm, await readFields(context), context.var.visit.reader.say);
    await inWork(site.platform, (work) => changeLogo(work, null));
    return context.redirect(`${path}?done=settings`, 303);
  });
  return routes;
}

function draw(context: Context<PageEnv>, typed: Fields, errors: FieldErrors): Response | Promise<Response> {
  const { visit } = context.var;
  const fields = { ...fieldsNow(visit), ...typed };
  const done = context.req.query('done');
  const status = errors === noErrors ? 200 : 400;
  return show(context, <CollectiveSettingsPage {...{ visit, done, errors, fields }} />, status);
}

function readCollective(fields: Fields, say: Say): Change {
  const form = parseForm(collectiveSettingsForm, fields, say);
  if (!form.ok) return form.errors;
  const { follow, join, own, invitations, ...profile } = form.value;
  return async (work) => {
    const colour = own === '' ? profile.colour : own;
    await changeCollective(work, { ...profile, colour, followPolicy: follow, joinPolicy: join });
    if (invitations !== undefined) await setInvitationQuota(work, invitations);
  };
}

function fieldsNow({ collective }: Visit): Fields {
  const { name, purpose, language, colour, followPolicy, joinPolicy, invitationQuota } = collective;
  const invitations = String(invitationQuota);
  return {
    ...{ name, purpose, language, colour: colour.toLowerCase(), own: '', invitations },
    follow: followPolicy,
    join: joinPolicy,
  };
}

/** The one file of the form; undefined where none was chosen. @throws HttpRefusal 415 for a body that is no such form */
async function readPicture(context: Context<PageEnv>): Promise<Buffer | undefined> {
  const type = context.req.header('content-type') ?? '';
  const form = /^multipart\/form-data;/i.test(type)
    ? await context.req.formData().catch(() => undefined)
    : undefined;
  if (form === undefined) {
    throw new HttpRefusal(415, 'logo.form', 'Send the picture with the form of the settings.');
  }
  const file = form.get('logo');
  if (!(file instanceof File) || file.size === 0) return undefined;
  return Buffer.from(await file.arrayBuffer());
}

const faults: Readonly<Record<PictureFault, readonly [400 | 413 | 415, string]>> = {
  kind: [
    415,
    'The picture must be PNG, JPEG, WebP or AVIF. What was sent is none of them, whatever its name says.',
  ],
  size: [413, 'The picture is larger than 2 MB. Save it smaller and send it again.'],
  pixels: [413, 'The picture has more than 40 million pixels. Save it smaller and send it again.'],
  broken: [400, 'The picture could not be read to its end. Save it anew and send it again.'],
};

function refusePicture(error: unknown): never {
  if (!(error instanceof PictureError)) throw error;
  const [status, message] = faults[error.fault];
  throw new HttpRefusal(status, `logo.${error.fault}`, message);
}
