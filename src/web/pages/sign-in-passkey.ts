import { Hono } from 'hono';
import { Refusal } from '../../core/refusal.ts';
import { challengeLimit } from '../../domain/auth/attempts.ts';
import { beginChallenge, takeChallenge, usePasskey } from '../../domain/auth/passkeys.ts';
import { proveSession } from '../../domain/auth/sessions.ts';
import { challengeOf, passkeyOptions } from '../../domain/auth/webauthn.ts';
import { inWork } from '../../domain/work.ts';
import { safeNext } from '../../http/next.ts';
import { requireSession } from '../../http/proof.ts';
import { giveSession } from '../../http/session.ts';
import { readMessage } from '../forms/json.ts';
import { passkeyMessage } from '../forms/sign-in-forms.ts';
import { letIn, slowDown } from './sign-in.tsx';
import type { PageEnv, Site } from './visit.tsx';

/** What the module for passkeys asks: sign in with one, and show with one that it is still you. JSON in and out. */
export function signInPasskeyRoutes(site: Site): Hono<PageEnv> {
  const { platform } = site;
  const { origin } = platform;
  const routes = new Hono<PageEnv>();

  routes.post('/sign-in/passkey/options', async (context) => {
    await slowDown(site, context, challengeLimit);
    const challenge = await inWork(platform, (work) => beginChallenge(work, 'sign-in', null));
    return context.json({ options: await passkeyOptions(origin, challenge) });
  });

  routes.post('/sign-in/passkey', async (context) => {
    await slowDown(site, context);
    const { answer, next } = await readMessage(context, passkeyMessage);
    const challenge = challengeOf(answer);
    await inWork(platform, (work) => takeChallenge(work, 'sign-in', null, challenge));
    await letIn(site, context, async (work) => ({
      member: await usePasskey(work, answer, challenge),
      isProof: true,
    }));
    return context.json({ next: safeNext(next) });
  });

  routes.post('/sign-in/again/options', async (context) => {
    const { id } = requireSession(context);
    const challenge = await inWork(platform, (work) => beginChallenge(work, 'prove', id));
    return context.json({ options: await passkeyOptions(origin, challenge) });
  });

  routes.post('/sign-in/again/passkey', async (context) => {
    const session = requireSession(context);
    const { answer, next } = await readMessage(context, passkeyMessage);
    const challenge = challengeOf(answer);
    await inWork(platform, (work) => takeChallenge(work, 'prove', session.id, challenge));
    const secret = await inWork(platform, async (work) => {
      const member = await usePasskey(work, answer, challenge);
      if (member === session.member.id) return proveSession(work, session.id);
      throw new Refusal(
        'invalid',
        'passkey.refused',
        'This passkey belongs to somebody else here. Use one of yours.',
      );
    });
    giveSession(context, origin, secret);
    return context.json({ next: safeNext(next) });
  });

  return routes;
}
