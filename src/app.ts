import { type Context, type Env, Hono } from 'hono';
import type { Schema } from 'hono/types';
import { Refusal } from './core/refusal.ts';
import type { Database } from './domain/database.ts';
import type { Federate } from './domain/federate.ts';
import { refuseCrossSite } from './http/csrf.ts';
import { HttpRefusal } from './http/errors.ts';
import { healthRoutes } from './http/health.ts';
import { refuseNul } from './http/nul.ts';
import { problem, wantsPage } from './http/problem.ts';
import { ProofNeeded } from './http/proof.ts';
import { beginRequest, type WebEnv } from './http/request-facts.ts';
import { addSecureHeaders } from './http/secure-headers.ts';
import { logFor } from './platform/log.ts';
import type { Platform } from './platform/platform.ts';
import { assetRoutes } from './web/assets.ts';
import { contentSecurityPolicy } from './web/csp.ts';
import { sceneOf } from './web/pages/error-scene.tsx';
import { drawError, isAnswer, statusOfError } from './web/pages/refused.tsx';
import { pageRoutes } from './web/pages/routes.tsx';
import { anyReader } from './web/reader.tsx';
import { readerOf } from './web/reader-of.ts';
import { createWaitingCounts } from './web/waiting.ts';

const log = logFor('http');

/**
 * The whole site as one Hono app: probes, files, the API at `/api`, documents of federation, pages. Federation and
 * the API come in as values. Every request needs the URL of our origin; `createNodeServer` sees to that.
 */
export function createApp<E extends Env, S extends Schema, P extends string>(
  platform: Platform<Database>,
  federate: Federate,
  api?: Hono<E, S, P>,
): Hono<WebEnv> {
  const site = { platform, federate, waiting: createWaitingCounts(platform) };
  const app = new Hono<WebEnv>();
  app.use(addSecureHeaders(platform.origin, contentSecurityPolicy));
  app.use(beginRequest());
  app.use(refuseNul());
  app.route('/', healthRoutes(platform));
  app.route('/', assetRoutes());
  app.use(refuseCrossSite(platform.origin));
  if (api !== undefined) app.route('/api', api);
  app.use(async (context, next) => {
    const { method, raw } = context.req;
    const document = method === 'GET' || method === 'HEAD' ? await federate.answer(raw) : undefined;
    return document ?? next();
  });
  app.route('/', pageRoutes(site));

  const answer = (error: unknown, context: Context<WebEnv>) =>
    answerError(error, context, () => sceneOf(site, context));
  app.notFound((context) =>
    answer(new Refusal('not-found', 'page.unknown', 'There is no page at this address.'), context),
  );
  app.onError(answer);
  return app;
}

async function answerError(
  error: unknown,
  context: Context<WebEnv>,
  scene: () => ReturnType<typeof sceneOf>,
): Promise<Response> {
  const { method, path } = context.req;
  const requestId = context.var.requestId;
  const status = statusOfError(error);
  if (!isAnswer(error)) log.error('A request failed', { requestId, method, path, status, error });
  context.header('cache-control', 'no-store');
  context.header('vary', 'Accept, Accept-Language, Cookie');
  if (!wantsPage(path, context.req.header('accept'))) {
    const isKnown = error instanceof Refusal || error instanceof HttpRefusal;
    // Programs read English; the modules of our pages show what a page in this language would.
    const { say } = path.startsWith('/api/') ? anyReader : readerOf(context, context.var.viewer, undefined);
    const detail = isKnown
      ? say.refusal(error)
      : `This could not be answered now. It is logged as ${requestId}.`;
    const code = isKnown ? error.code : status === 503 ? 'node.unavailable' : 'node.failed';
    return problem({ status, code, detail, requestId }, status === 503 ? { 'retry-after': '5' } : {});
  }
  if (error instanceof ProofNeeded) return context.redirect(error.address, 303);
  const drawn = drawError(error, await scene());
  if (drawn.waitSeconds !== undefined) context.header('retry-after', String(drawn.waitSeconds));
  return context.html(drawn.page, drawn.status);
}
