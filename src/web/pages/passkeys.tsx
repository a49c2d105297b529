import { type Context, Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { deviceWords } from '../../domain/auth/device.ts';
import {
  addPasskey,
  beginChallenge,
  listPasskeys,
  removePasskey,
  renamePasskey,
  takeChallenge,
} from '../../domain/auth/passkeys.ts';
import { countRecoveryCodes } from '../../domain/auth/recovery-codes.ts';
import { isProved, listSessions } from '../../domain/auth/sessions.ts';
import type { PasskeyId } from '../../domain/auth/tables.ts';
import { challengeOf, checkNewPasskey, newPasskeyOptions } from '../../domain/auth/webauthn.ts';
import { inWork } from '../../domain/work.ts';
import { safeNext } from '../../http/next.ts';
import { requireProof, requireSession } from '../../http/proof.ts';
import { type FieldErrors, noErrors, parseForm, readFields } from '../forms/fields.ts';
import { readMessage } from '../forms/json.ts';
import { newPasskeyMessage, passkeyForm, renameForm } from '../forms/sign-in-forms.ts';
import { PasskeysPage } from './passkeys-page.tsx';
import { type PageEnv, requireViewer, type Site, show } from './visit.tsx';

/** The page that holds how somebody signs in. */
export const waysInPath = '/settings/sign-in';

/** How you sign in: passkeys, and the page that lists them with codes and browsers. */
export function passkeysRoutes(site: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get(waysInPath, (context) => {
    requireViewer(context.var.visit);
    return drawWaysIn(site, context, noErrors);
  });
  routes.post('/settings/passkeys/options', (context) => offerPasskey(site, context));
  routes.post('/settings/passkeys', (context) => keepPasskey(site, context));
  routes.post('/settings/passkeys/rename', async (context) => {
    const member = requireViewer(context.var.visit);
    const form = parseForm(renameForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) return drawWaysIn(site, context, renameErrors(form.errors));
    const { passkey, name } = form.value;
    await inWork(site.platform, (work) => renamePasskey(work, member.id, passkey as PasskeyId, name));
    return context.redirect(`${waysInPath}?done=renamed`, 303);
  });
  routes.post('/settings/passkeys/remove', async (context) => {
    const { member } = requireProofOfViewer(site, context);
    const form = parseForm(passkeyForm, await readFields(context), context.var.visit.reader.say);
    if (!form.ok) throw new Refusal('not-found', 'passkey.unknown', 'That names no passkey.');
    const id = form.value.passkey as PasskeyId;
    await inWork(site.platform, (work) => removePasskey(work, member.id, id));
    return context.redirect(`${waysInPath}?done=unkeyed`, 303);
  });
  return routes;
}

/** The session of who looks, shown to be theirs within ten minutes. @throws SignInNeeded, ProofNeeded */
export function requireProofOfViewer({ platform }: Site, context: Context<PageEnv>, next = waysInPath) {
  requireViewer(context.var.visit);
  return requireProof(context, platform.clock, next);
}

async function offerPasskey(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { id, member } = requireProofOfViewer(site, context);
  const { collective, host } = context.var.visit;
  const { db, origin } = site.platform;
  const challenge = await inWork(site.platform, (work) => beginChallenge(work, 'add', id));
  const owner = {
    id: member.id,
    account: `${member.handle}@${host}`,
    name: member.name,
    place: collective.name,
  };
  const options = await newPasskeyOptions(origin, owner, await listPasskeys(db, member.id), challenge);
  return context.json({ options });
}

async function keepPasskey(site: Site, context: Context<PageEnv>): Promise<Response> {
  const { id, member } = requireProofOfViewer(site, context);
  const { answer, name, next } = await readMessage(context, newPasskeyMessage);
  const challenge = challengeOf(answer);
  await inWork(site.platform, (work) => takeChallenge(work, 'add', id, challenge));
  const made = await checkNewPasskey(site.platform.origin, answer, challenge);
  const words = name.trim() === '' ? deviceWords(context.req.header('user-agent')) : name;
  await inWork(site.platform, (work) => addPasskey(work, member.id, made, words));
  const onward = next === undefined ? {} : { next: safeNext(next) };
  return context.json({ next: `${waysInPath}?${new URLSearchParams({ done: 'keyed', ...onward })}` });
}

async function drawWaysIn(site: Site, context: Context<PageEnv>, errors: FieldErrors): Promise<Response> {
  const session = requireSession(context);
  const { db, clock } = site.platform;
  const now = clock.now();
  const next = safeNext(context.req.query('next'));
  const [passkeys, codes, sessions] = await Promise.all([
    listPasskeys(db, session.member.id),
    countRecoveryCodes(db, session.member.id),
    listSessions(db, session.member.id, now),
  ]);
  const page = (
    <PasskeysPage
      visit={context.var.visit}
      done={context.req.query('done')}
      next={next === '/' && context.req.query('next') === undefined ? undefined : next}
      here={session.id}
      isProved={isProved(session, now)}
      device={deviceWords(context.req.header('user-agent'))}
      {...{ passkeys, codes, sessions, errors }}
    />
  );
  return show(context, page, errors === noErrors ? 200 : 400);
}

function renameErrors(errors: FieldErrors): FieldErrors {
  return { '': errors['name'] ?? 'That names no passkey.' };
}
