import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { createOwnToken, listTokens, revokeToken, scopes } from '../../domain/auth/api-tokens.ts';
import { isProved } from '../../domain/auth/sessions.ts';
import { inWork } from '../../domain/work.ts';
import { requireSession } from '../../http/proof.ts';
import { newTokenForm, tokenIdForm } from '../forms/account-forms.ts';
import {
  errorOfRefusal,
  type FieldErrors,
  type Fields,
  noErrors,
  parseForm,
  readFields,
} from '../forms/fields.ts';
import { requireProofOfViewer } from './passkeys.tsx';
import { MadeTokenPage, TokensPage } from './tokens-page.tsx';
import { type PageEnv, requireViewer, type Site, show } from './visit.tsx';

const path = '/settings/tokens';
const fieldOf = { 'token.name': 'name', 'token.scope': 'scope-read', 'token.many': '' } as const;

/** Tokens with which programs act in one's name. Each is shown once. */
export function tokensRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const routes = new Hono<PageEnv>();
  routes.get(path, (context) => {
    requireViewer(context.var.visit);
    return draw(site, context, { days: '90', 'scope-read': 'yes' }, noErrors);
  });
  routes.post(path, (context) => make(site, context));
  routes.post('/settings/tokens/revoke', async (context) => {
    const member = requireViewer(context.var.visit);
    const form = parseForm(tokenIdForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('not-found', 'token.unknown', 'That names no token of yours.');
    await inWork(platform, (work) => revokeToken(work, member.id, form.value.token));
    return context.redirect(`${path}?done=untokened`, 303);
  });
  return routes;
}

async function make(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { member } = requireProofOfViewer(site, context, path);
  const { visit } = context.var;
  const { say } = visit.reader;
  const fields = await readFields(context);
  const form = parseForm(newTokenForm, fields, say);
  if (!form.ok) return draw(site, context, fields, form.errors);
  const { name, days } = form.value;
  const wanted = scopes.filter((scope) => fields[`scope-${scope}`] === 'yes');
  if (wanted.length === 0) {
    return draw(site, context, fields, { 'scope-read': say('account.token_scope_none') });
  }
  const lifetime = Temporal.Duration.from({ hours: 24 * Number(days) });
  try {
    const secret = await inWork(site.platform, (work) =>
      createOwnToken(work, member.id, { name, scopes: wanted, lifetime }),
    );
    return await show(context, <MadeTokenPage {...{ visit, name, secret }} />);
  } catch (error) {
    return draw(site, context, fields, errorOfRefusal(error, fieldOf, say));
  }
}

async function draw(
  { platform: { db, clock } }: Site,
  context: Context<PageEnv>,
  fields: Fields,
  errors: FieldErrors,
): Promise<Response> {
  const { visit } = context.var;
  const session = requireSession(context);
  const now = clock.now();
  const tokens = await listTokens(db, session.member.id, now);
  const done = context.req.query('done');
  const page = <TokensPage {...{ visit, tokens, fields, errors, done }} isProved={isProved(session, now)} />;
  return show(context, page, errors === noErrors ? 200 : 400);
}
