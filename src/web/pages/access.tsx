import { Hono } from 'hono';
import { listTokens } from '../../domain/auth/api-tokens.ts';
import { findMailChange } from '../../domain/auth/mail-address.ts';
import { listPasskeys } from '../../domain/auth/passkeys.ts';
import { countRecoveryCodes } from '../../domain/auth/recovery-codes.ts';
import { listSessions } from '../../domain/auth/sessions.ts';
import { AccessPage } from './access-page.tsx';
import { type PageEnv, requireViewer, type Site, show } from './visit.tsx';

/** Every way somebody gets in, on one page. */
export function accessRoutes({ platform: { db, clock } }: Site): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get('/settings/access', async (context) => {
    const { visit } = context.var;
    const viewer = requireViewer(visit);
    const now = clock.now();
    const [passkeys, codes, sessions, tokens, change] = await Promise.all([
      listPasskeys(db, viewer.id),
      countRecoveryCodes(db, viewer.id),
      listSessions(db, viewer.id, now),
      listTokens(db, viewer.id, now),
      findMailChange({ tx: db, now }, viewer.id),
    ]);
    return show(
      context,
      <AccessPage
        {...{ visit, viewer, codes }}
        passkeys={passkeys.length}
        sessions={sessions.length}
        tokens={tokens.length}
        waiting={change?.email}
        done={context.req.query('done')}
      />,
    );
  });
  return routes;
}
