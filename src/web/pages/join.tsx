import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import {
  acceptInvitation,
  askForNewOne,
  askInviter,
  declineInvitation,
} from '../../domain/joining/answers.ts';
import type { Invitation } from '../../domain/joining/invitation.ts';
import { unknownLink } from '../../domain/joining/links.ts';
import { findInvitation, listPublicMembers } from '../../domain/joining/queries.ts';
import { inWork } from '../../domain/work.ts';
import { generateActorKeys } from '../../platform/actor-keys.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { acceptForm, questionForm, tokenForm } from '../forms/joining-forms.ts';
import { AskedAgainPage, DeclinedPage, InvitationOverPage, JoinPage } from './join-page.tsx';
import { startPath } from './me-start.tsx';
import { firstKeyPath, letIn, slowDown } from './sign-in.tsx';
import { type PageEnv, type Site, show } from './visit.tsx';

/**
 * The page of an invitation, for who has its link, signed in or not. The secret stands in the query: unlike paths,
 * queries are never logged. Reading it uses nothing up and sets no cookie.
 */
export function joinRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get('/join', (context) => drawInvitation(site, context, context.req.query('token') ?? ''));

  routes.post('/join/accept', (context) => accept(site, context));

  routes.post('/join/decline', async (context) => {
    const token = await readToken(site, context);
    const invitation = await answering(site, context, token, () =>
      inWork(platform, (work) => declineInvitation(work, token)),
    );
    if (invitation instanceof Response) return invitation;
    return show(context, <DeclinedPage visit={context.var.visit} invitation={invitation} />);
  });

  routes.post('/join/question', async (context) => {
    await slowDown(site, context);
    const fields = await readFields(context);
    const form = parseForm(questionForm, fields, context.var.visit.reader.say);
    const token = fields['token'] ?? '';
    if (!form.ok) return drawInvitation(site, context, token, fields, form.errors);
    const asked = await answering(site, context, token, async () => {
      await inWork(platform, (work) => askInviter(work, token, form.value.question));
    });
    if (asked instanceof Response) return asked;
    return context.redirect(`/join?${new URLSearchParams({ token, done: 'asked-inviter' })}`, 303);
  });

  routes.post('/join/again', async (context) => {
    const token = await readToken(site, context);
    const invitation = await inWork(platform, (work) => askForNewOne(work, token));
    if (invitation.state === 'open') return context.redirect(`/join?${new URLSearchParams({ token })}`, 303);
    return show(context, <AskedAgainPage visit={context.var.visit} invitation={invitation} />);
  });
  return routes;
}

async function readToken(site: Site, context: Context<PageEnv>): Promise<string> {
  await slowDown(site, context);
  const form = parseForm(tokenForm, await readFields(context), context.var.visit.reader.say);
  if (!form.ok) throw unknownLink();
  return form.value.token;
}

const fieldOf = {
  'member.name': 'name',
  'member.email': 'email',
  'member.email_taken': 'email',
  'actor.handle': 'handle',
  'actor.handle_taken': 'handle',
};

/** Come in: the person is made, their browser is signed in, and a passkey comes next. */
async function accept(site: Site, context: Context<PageEnv>): Promise<Response> {
  await slowDown(site, context);
  const { platform } = site;
  const { say } = context.var.visit.reader;
  const fields = await readFields(context);
  const form = parseForm(acceptForm, fields, say);
  const token = fields['token'] ?? '';
  if (!form.ok) return drawInvitation(site, context, token, fields, form.errors);
  const { name, email } = form.value;
  const handle = form.value.handle.replace(/^@/, '').toLowerCase();
  try {
    await letIn(site, context, async (work) => {
      const person = { name, handle, email: email || null };
      const member = await acceptInvitation(work, token, person, (actor) =>
        generateActorKeys(platform.seal, actor),
      );
      return { member: member.id, isProof: true };
    });
  } catch (error) {
    if (isOver(error)) return drawInvitation(site, context, token);
    if (error instanceof Refusal && error.code === 'link.unknown') throw error;
    return drawInvitation(site, context, token, fields, errorOfRefusal(error, fieldOf, say));
  }
  return context.redirect(firstKeyPath(startPath, 'in'), 303);
}

/** Runs an answer; where the invitation is over, the page that says so comes back instead. */
async function answering<T>(
  site: Site,
  context: Context<PageEnv>,
  token: string,
  answer: () => Promise<T>,
): Promise<T | Response> {
  try {
    return await answer();
  } catch (error) {
    if (isOver(error)) return drawInvitation(site, context, token);
    throw error;
  }
}

function isOver(error: unknown): boolean {
  return error instanceof Refusal && error.kind === 'gone';
}

async function drawInvitation(
  site: Site,
  context: Context<PageEnv>,
  token: string,
  fields: Fields = {},
  errors: FieldErrors = noErrors,
): Promise<Response> {
  const { db, clock } = site.platform;
  const { visit } = context.var;
  const invitation: Invitation | undefined = await findInvitation(db, clock.now(), token);
  if (invitation === undefined) throw unknownLink();
  if (invitation.state !== 'open') {
    return show(context, <InvitationOverPage {...{ visit, invitation, token }} />, 410);
  }
  const people = await listPublicMembers(db);
  const done = context.req.query('done');
  const page = <JoinPage {...{ visit, invitation, token, people, fields, errors, done }} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}
