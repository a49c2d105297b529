import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Database } from '../domain/database.ts';
import type { Federate } from '../domain/federate.ts';
import type { WebEnv } from '../http/request-facts.ts';
import { logFor } from '../platform/log.ts';
import type { Platform } from '../platform/platform.ts';
import { affiliationRoutes } from './affiliations.ts';
import { allyRoutes } from './allies.ts';
import { applicationRoutes } from './applications.ts';
import { createDoorkeeper, type Doorkeeper } from './bearer.ts';
import { blockRoutes } from './blocks.ts';
import { collectiveRoutes } from './collective.ts';
import { deliveryRoutes } from './deliveries.ts';
import { followRoutes } from './follows.ts';
import { invitationRoutes } from './invitations.ts';
import { memberRoutes } from './members.ts';
import { nodeRoutes } from './node.ts';
import { noteRoutes } from './notes.ts';
import { describeApi } from './openapi.ts';
import { opportunityRoutes } from './opportunities.ts';
import { ownRoutes } from './own.ts';
import { peopleRoutes } from './people.ts';
import { ApiError, problemResponse, problemsOf, toApiError } from './problem.ts';
import { removedWorkRoutes } from './removed-work.ts';
import { type ApiPlace, nothing, type Route } from './route.ts';
import { signpostRoutes } from './signposts.ts';
import { skillRoutes } from './skills.ts';

const log = logFor('api');

/** Largest body that is read. */
const bodySizeBytes = 64 * 1024;

/** Every route of the API. */
export const apiRoutes: readonly Route[] = [
  ...collectiveRoutes,
  ...opportunityRoutes,
  ...deliveryRoutes,
  ...followRoutes,
  ...affiliationRoutes,
  ...skillRoutes,
  ...peopleRoutes,
  ...invitationRoutes,
  ...applicationRoutes,
  ...memberRoutes,
  ...signpostRoutes,
  ...removedWorkRoutes,
  ...ownRoutes,
  ...noteRoutes,
  ...allyRoutes,
  ...blockRoutes,
  ...nodeRoutes,
];

type ApiContext = Context<WebEnv>;

/**
 * The JSON API, to be mounted at `/api`. Everything but `GET /openapi.json` needs a bearer token; there is no CORS
 * and no cookie is read. Errors are problem+json with the request id, which also stands in `x-request-id`.
 */
export function createApi(platform: Platform<Database>, federate: Federate): Hono<WebEnv> {
  const api = new Hono<WebEnv>();
  const doorkeeper = createDoorkeeper(platform);
  const place = { platform, federate };
  // Made when somebody asks first: most nodes run for days before, and the schemas of it are large.
  let description: string | undefined;
  const describe = (): string => {
    description ??= JSON.stringify(describeApi(apiRoutes, platform.origin));
    return description;
  };

  api.use(async (context, next) => {
    // The app around the API has named the request already; where the API stands alone, nobody has.
    context.set('requestId', context.get('requestId') ?? randomUUID());
    await next();
    context.res.headers.set('x-request-id', context.get('requestId'));
  });
  api.onError((error, context) => answerError(error, context));
  api.get('/openapi.json', (context) =>
    context.body(describe(), 200, {
      'content-type': 'application/json',
      'cache-control': 'public, max-age=300',
    }),
  );
  for (const route of apiRoutes) addRoute(api, route, place, doorkeeper);
  for (const [path, methods] of methodsByPath()) api.all(honoPath(path), () => refuseMethod(methods));
  api.all('*', () => {
    throw new ApiError(404, 'request.path', 'The API has nothing at this address. See /api/openapi.json.');
  });
  return api;
}

function addRoute(api: Hono<WebEnv>, route: Route, place: ApiPlace, doorkeeper: Doorkeeper): void {
  const maxSize = route.bodySizeBytes ?? bodySizeBytes;
  const limit = bodyLimit({
    maxSize,
    onError: () => {
      throw new ApiError(413, 'request.size', `The body is larger than ${maxSize / 1024} KiB.`);
    },
  });
  api.on(route.method.toUpperCase(), honoPath(route.path), async (context) => {
    const asker = await doorkeeper.admit(context.req.header('authorization'), route.scopes);
    if (route.body !== nothing) requireJsonType(context);
    await limit(context, async () => {});
    const { body, location } = await route.run({
      ...place,
      asker,
      params: context.req.param(),
      search: new URL(context.req.url).searchParams,
      json: route.body === nothing ? undefined : await readJson(context),
    });
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status: route.status,
      headers: {
        'cache-control': 'no-store',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(location === undefined ? {} : { location }),
      },
    });
  });
}

function requireJsonType(context: ApiContext): void {
  const type = context.req.header('content-type') ?? '';
  if (/^application\/json(?:\s*;\s*charset\s*=\s*"?utf-8"?)?\s*$/i.test(type)) return;
  throw new ApiError(415, 'request.type', 'Send the body as Content-Type: application/json.');
}

async function readJson(context: ApiContext): Promise<unknown> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await context.req.arrayBuffer());
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'request.json', 'The body is not JSON in UTF-8.');
  }
}

function answerError(error: Error, context: ApiContext): Response {
  const requestId = context.get('requestId');
  const known = toApiError(error);
  const status = known?.status ?? 500;
  if (status >= 500) {
    const { method, path } = context.req;
    log.error('An API request failed', { requestId, method, path, status, error });
  }
  const answer =
    known ?? new ApiError(500, 'node.failed', 'Something went wrong here. The log of the node says what.');
  return problemResponse(answer, requestId, problemsOf(error));
}

function methodsByPath(): Map<string, string[]> {
  const methods = new Map<string, string[]>();
  for (const { path, method } of apiRoutes) {
    const known = methods.get(path) ?? [];
    methods.set(path, [...known, method.toUpperCase(), ...(method === 'get' ? ['HEAD'] : [])]);
  }
  return methods.set('/openapi.json', ['GET', 'HEAD']);
}

function refuseMethod(methods: readonly string[]): never {
  const allow = methods.join(', ');
  throw new ApiError(405, 'request.method', `This address takes ${allow}.`, { allow });
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}
