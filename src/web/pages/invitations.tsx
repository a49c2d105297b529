import { type Context, Hono } from 'hono';
import type { InvitationId } from '../../core/id.ts';
import { iri } from '../../core/iri.ts';
import {
  invite,
  type MadeInvitation,
  renewInvitation,
  revokeInvitation,
} from '../../domain/joining/invitations.ts';
import {
  countOpenInvitations,
  invitationQuota,
  listInvitations,
  readInvitationTree,
  requireInvitation,
  unknownInvitation,
} from '../../domain/joining/queries.ts';
import { type Action, can } from '../../domain/members/can.ts';
import { inWork, type Work } from '../../domain/work.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { invitationForm, inviteForm } from '../forms/joining-forms.ts';
import { InvitationsPage } from './invitations-page.tsx';
import { MadeInvitationPage } from './made-invitation-page.tsx';
import { type PageEnv, requireViewerMay, type Site, show } from './visit.tsx';

/** Inviting people: mine, and for stewards everybody's; renewed and taken back; who brought whom. */
export function invitationsRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get('/invitations', (context) => {
    requireViewerMay(context.var.visit, 'invitation.write');
    return draw(site, context, {}, noErrors);
  });

  routes.post('/invitations', async (context) => {
    const { visit } = context.var;
    const member = requireViewerMay(visit, 'invitation.write');
    const { say } = visit.reader;
    const fields = await readFields(context);
    const form = parseForm(inviteForm, fields, say);
    if (!form.ok) return draw(site, context, fields, form.errors);
    const { email, ...draft } = form.value;
    try {
      const made = await inWork(platform, (work) => invite(work, member, { ...draft, email: email || null }));
      return showMade(site, context, made);
    } catch (error) {
      return draw(site, context, fields, errorOfRefusal(error, fieldOf, say));
    }
  });

  routes.post('/invitations/renew', async (context) => {
    const id = await readInvitation(site, context, 'invitation.write');
    return showMade(site, context, await inWork(platform, (work) => renewInvitation(work, id)));
  });

  routes.post('/invitations/revoke', async (context) => {
    const id = await readInvitation(site, context, 'invitation.revoke');
    await inWork(platform, (work) => revokeInvitation(work, id));
    return context.redirect('/invitations?done=revoked', 303);
  });
  return routes;
}

const fieldOf = {
  'invitation.name': 'name',
  'invitation.email': 'email',
  'invitation.note': 'note',
};

/** The invitation a small form is about. Somebody else's is not there, unless a steward asks. */
async function readInvitation(site: Site, context: Context<PageEnv>, action: Action): Promise<InvitationId> {
  const { visit } = context.var;
  const member = requireViewerMay(visit, 'invitation.write');
  const form = parseForm(invitationForm, await readFields(context), visit.reader.say);
  if (!form.ok) throw unknownInvitation();
  const id = form.value.invitation as InvitationId;
  const { db, clock } = site.platform;
  const { inviter } = await requireInvitation(db, clock.now(), id);
  const subject = { owner: inviter.id };
  if (!can(member, 'invitation.read', subject) || !can(member, action, subject)) throw unknownInvitation();
  return id;
}

function showMade({ platform }: Site, context: Context<PageEnv>, { invitation, secret }: MadeInvitation) {
  const link = iri(platform.origin, `/join?token=${secret}`);
  const isMailed = platform.config.SMTP_URL !== undefined && invitation.email !== null;
  return show(
    context,
    <MadeInvitationPage visit={context.var.visit} invitation={invitation} link={link} isMailed={isMailed} />,
  );
}

async function draw(
  site: Site,
  context: Context<PageEnv>,
  fields: Fields,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const member = requireViewerMay(visit, 'invitation.write');
  const isSteward = can(member, 'invitation.read');
  const read = async ({ tx, now }: Work) => ({
    now,
    invitations: await listInvitations(tx, now, isSteward ? undefined : member.id),
    open: await countOpenInvitations(tx, now, member.id),
    tree: await readInvitationTree(tx),
  });
  const found = await inWork(site.platform, read);
  const page = (
    <InvitationsPage
      {...found}
      visit={visit}
      viewer={member}
      quota={invitationQuota(visit.collective, member)}
      isMailed={site.platform.config.SMTP_URL !== undefined}
      fields={fields}
      errors={errors}
      done={context.req.query('done')}
    />
  );
  return show(context, page, errors === noErrors ? 200 : 400);
}
