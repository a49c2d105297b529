import { type Context, Hono } from 'hono';
import { chooseLanguage, chooseTimeZone, introduceMember } from '../../domain/members/commands.ts';
import type { Member } from '../../domain/members/member.ts';
import { chooseFediverse } from '../../domain/signposts/commands.ts';
import type { Say } from '../../words/say.ts';
import { readingForm } from '../forms/account-forms.ts';
import { type FieldErrors, type Fields, noErrors, parseForm } from '../forms/fields.ts';
import { fediverseForm, youForm } from '../forms/small-forms.ts';
import { type Change, saveForm } from './settings-form.ts';
import { SettingsPage } from './settings-page.tsx';
import { type PageEnv, requireViewer, type Site, show } from './visit.tsx';

const fieldOf: Readonly<Record<string, string>> = {
  'member.name': 'person',
  'member.about': 'about',
  'html.too_deep': 'about',
  'member.left_fediverse': 'federated',
  'member.time_zone': 'zone',
};

/** What a person says of themselves, how they read these pages, and whether they are on the Fediverse. */
export function settingsRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const save = (context: Context<PageEnv>, read: (member: Member, fields: Fields, say: Say) => Change) => {
    const member = requireViewer(context.var.visit);
    return saveForm(site, context, {
      read: (fields, say) => read(member, fields, say),
      fieldOf,
      draw: (typed, errors) => draw(context, member, typed, errors),
      to: '/settings?done=you',
    });
  };
  routes.get('/settings', (context) => draw(context, requireViewer(context.var.visit), {}, noErrors));
  routes.post('/settings/you', (context) => save(context, readYou));
  routes.post('/settings/reading', (context) => save(context, readReading));
  routes.post('/settings/fediverse', (context) => save(context, readFediverse));
  return routes;
}

function draw(
  context: Context<PageEnv>,
  viewer: Member,
  typed: Fields,
  errors: FieldErrors,
): Response | Promise<Response> {
  const { visit } = context.var;
  const fields = { ...fieldsNow(viewer), ...typed };
  const done = context.req.query('done');
  const status = errors === noErrors ? 200 : 400;
  return show(context, <SettingsPage {...{ visit, viewer, done, errors, fields }} />, status);
}

function readYou(member: Member, fields: Fields, say: Say): Change {
  const form = parseForm(youForm, fields, say);
  if (!form.ok) return form.errors;
  return (work) => introduceMember(work, member, { name: form.value.person, about: form.value.about });
}

function readReading(member: Member, fields: Fields, say: Say): Change {
  const form = parseForm(readingForm, fields, say);
  if (!form.ok) return form.errors;
  const { language, zone } = form.value;
  return async (work) => {
    await chooseTimeZone(work, member, zone);
    await chooseLanguage(work, member, language === '' ? null : language);
  };
}

function readFediverse(member: Member, fields: Fields, say: Say): Change {
  const form = parseForm(fediverseForm, fields, say);
  if (!form.ok) return { federated: say('settings.fediverse_choose') };
  const { federated, certain } = form.value;
  const isLeaving = member.isFederated && federated === 'no';
  if (isLeaving && certain !== 'yes') return { certain: say('settings.fediverse_certain') };
  return (work) => chooseFediverse(work, member, federated === 'yes');
}

function fieldsNow(viewer: Member): Fields {
  return {
    person: viewer.name,
    about: viewer.about,
    language: viewer.language ?? '',
    zone: viewer.timeZone,
    federated: viewer.isFederated ? 'yes' : 'no',
  };
}
