import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { listLinkRequests } from '../../domain/auth/link-requests.ts';
import { listPasskeys } from '../../domain/auth/passkeys.ts';
import { changeCollective } from '../../domain/collective/commands.ts';
import { can } from '../../domain/members/can.ts';
import { introduceMember, setFederated } from '../../domain/members/commands.ts';
import type { Member } from '../../domain/members/member.ts';
import { blockHost, unblockHost } from '../../domain/moderation/commands.ts';
import { listHostBlocks } from '../../domain/moderation/queries.ts';
import { inWork, type Work } from '../../domain/work.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { setupFieldOf } from '../forms/setup-form.ts';
import { blockForm, collectiveForm, fediverseForm, unblockForm, youForm } from '../forms/small-forms.ts';
import type { Done } from './done.tsx';
import { requireProofOfViewer } from './passkeys.tsx';
import { SettingsPage } from './settings-page.tsx';
import { type PageEnv, requireViewer, requireViewerMay, type Site, show, type Visit } from './visit.tsx';

const fieldOf: Readonly<Record<string, string>> = {
  ...setupFieldOf,
  'member.about': 'about',
  'member.left_fediverse': 'federated',
  'host.invalid': 'host',
};

/** What a form changes, or what is wrong with it. */
type Change = FieldErrors | ((work: Work) => Promise<unknown>);

/** What a person says of themselves; for stewards also the collective, and the hosts that are shut out. */
export function settingsRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/settings', async (context) => {
    requireViewer(context.var.visit);
    return draw(site, context, {}, noErrors);
  });
  routes.post('/settings/you', (context) => {
    const member = requireViewer(context.var.visit);
    return save(site, context, 'you', (fields) => readYou(member, fields));
  });
  routes.post('/settings/fediverse', (context) => {
    const member = requireViewer(context.var.visit);
    return save(site, context, 'you', (fields) => readFediverse(member, fields));
  });
  routes.post('/settings/collective', (context) => {
    requireViewerMay(context.var.visit, 'collective.change');
    return save(site, context, 'settings', readCollective);
  });
  routes.post('/settings/blocks', (context) => {
    requireViewerMay(context.var.visit, 'moderation.act');
    requireProofOfViewer(site, context, '/settings');
    return save(site, context, 'blocked', readBlock);
  });
  routes.post('/settings/unblock', (context) => {
    requireViewerMay(context.var.visit, 'moderation.act');
    requireProofOfViewer(site, context, '/settings');
    return save(site, context, 'unblocked', readUnblock);
  });
  return routes;
}

async function draw(
  site: Site,
  context: Context<PageEnv>,
  typed: Fields,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const viewer = requireViewer(visit);
  const { db, config } = site.platform;
  const isSteward = can(viewer, 'collective.change');
  const blocks = isSteward ? await listHostBlocks(db) : [];
  const isMailing = config.SMTP_URL !== undefined;
  const requests = isSteward && !isMailing ? await listLinkRequests(db) : [];
  const passkeys = (await listPasskeys(db, viewer.id)).length;
  const fields = { ...fieldsNow(visit, viewer), ...typed };
  const done = context.req.query('done');
  const status = errors === noErrors ? 200 : 400;
  return show(
    context,
    <SettingsPage {...{ visit, viewer, blocks, done, errors, fields, isMailing, requests, passkeys }} />,
    status,
  );
}

/** One form of the page: what it changes is done, or the page comes again with what is wrong. */
async function save(
  site: Site,
  context: Context<PageEnv>,
  done: Done,
  read: (fields: Fields) => Change,
): Promise<Response> {
  const fields = await readFields(context);
  const change = read(fields);
  if (typeof change !== 'function') return draw(site, context, fields, change);
  try {
    await inWork(site.platform, change);
  } catch (error) {
    return draw(site, context, fields, errorOfRefusal(error, fieldOf));
  }
  return context.redirect(`/settings?done=${done}`, 303);
}

function readYou(member: Member, fields: Fields): Change {
  const form = parseForm(youForm, fields);
  if (!form.ok) return form.errors;
  return (work) => introduceMember(work, member, { name: form.value.person, about: form.value.about });
}

function readFediverse(member: Member, fields: Fields): Change {
  const form = parseForm(fediverseForm, fields);
  if (!form.ok) return { federated: 'Choose yes or no.' };
  const { federated, certain } = form.value;
  const isLeaving = member.isFederated && federated === 'no';
  if (isLeaving && certain !== 'yes') return { certain: 'Tick this too: leaving cannot be undone.' };
  return (work) => setFederated(work, member, federated === 'yes');
}

function readCollective(fields: Fields): Change {
  const form = parseForm(collectiveForm, fields);
  if (!form.ok) return form.errors;
  const { follow, join, ...profile } = form.value;
  return (work) => changeCollective(work, { ...profile, followPolicy: follow, joinPolicy: join });
}

function readBlock(fields: Fields): Change {
  const form = parseForm(blockForm, fields);
  if (!form.ok) return form.errors;
  return (work) => blockHost(work, form.value.host, form.value.reason);
}

function readUnblock(fields: Fields): Change {
  const form = parseForm(unblockForm, fields);
  if (!form.ok) throw new Refusal('invalid', 'host.invalid', 'That names no blocked host.');
  return (work) => unblockHost(work, form.value.host);
}

function fieldsNow({ collective }: Visit, viewer: Member): Fields {
  const { name, purpose, language, colour, followPolicy, joinPolicy } = collective;
  return {
    name,
    purpose,
    language,
    colour,
    follow: followPolicy,
    join: joinPolicy,
    person: viewer.name,
    about: viewer.about,
    federated: viewer.isFederated ? 'yes' : 'no',
    host: '',
    reason: '',
  };
}
