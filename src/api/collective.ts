import { z } from 'zod';
import { changeLogo } from '../domain/collective/commands.ts';
import { requireCollective } from '../domain/collective/queries.ts';
import { countFollows } from '../domain/follows/queries.ts';
import { requireMay } from '../domain/members/can.ts';
import { inWork } from '../domain/work.ts';
import { CollectiveInput, logoRefusal, writeCollective } from '../plain/collective.ts';
import { collectiveToPlain, PlainCollective } from '../plain/network.ts';
import { drawLogo, PictureError, pictureSizeBytes } from '../platform/picture.ts';
import { type ApiPlace, noQuery, nothing, type Route, route } from './route.ts';

/** A picture to be the logo: PNG, JPEG, WebP or AVIF of at most 2 MB, in base64. It is drawn anew. */
export const LogoInput = z.strictObject({ picture: z.base64() });

const collective = route({
  operation: 'readCollective',
  method: 'get',
  path: '/v1/collective',
  summary: 'The collective of this node, and how many follow it.',
  scopes: ['read', 'opportunities'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainCollective,
  refuses: [409],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'network.read');
    return { body: await asPlain(platform) };
  },
});

const change = route({
  operation: 'changeCollective',
  method: 'put',
  path: '/v1/collective',
  summary:
    'Change what the collective says of itself and its rules; followers are told. What is missing stays.',
  scopes: ['network'],
  query: noQuery,
  body: CollectiveInput,
  status: 200,
  answer: PlainCollective,
  refuses: [409],
  handle: async ({ platform, asker, body }) => {
    requireMay(asker, 'collective.change');
    await inWork(platform, (work) => writeCollective(work, body));
    return { body: await asPlain(platform) };
  },
});

const logo = route({
  operation: 'changeLogo',
  method: 'put',
  path: '/v1/collective/logo',
  summary: 'Put a logo in place of the mark; followers are told.',
  scopes: ['network'],
  query: noQuery,
  body: LogoInput,
  // Base64 makes four characters of three bytes; what is too large as a picture is refused as one.
  bodySizeBytes: Math.ceil((pictureSizeBytes * 4) / 3) + 16 * 1024,
  status: 200,
  answer: PlainCollective,
  refuses: [409],
  handle: async ({ platform, asker, body }) => {
    requireMay(asker, 'collective.change');
    const drawn = await drawLogo(Buffer.from(body.picture, 'base64')).catch(refusePicture);
    await inWork(platform, (work) => changeLogo(work, drawn));
    return { body: await asPlain(platform) };
  },
});

const noLogo = route({
  operation: 'removeLogo',
  method: 'delete',
  path: '/v1/collective/logo',
  summary: 'Take the logo away: the mark stands in its place again.',
  scopes: ['network'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainCollective,
  refuses: [409],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'collective.change');
    await inWork(platform, (work) => changeLogo(work, null));
    return { body: await asPlain(platform) };
  },
});

async function asPlain({ db, origin }: ApiPlace['platform']): Promise<z.output<typeof PlainCollective>> {
  const found = await requireCollective(db);
  return collectiveToPlain(found, await countFollows(db, found.actor), origin);
}

function refusePicture(error: unknown): never {
  throw error instanceof PictureError ? logoRefusal(error.fault) : error;
}

/** Everything about the collective itself. */
export const collectiveRoutes: readonly Route[] = [collective, change, logo, noLogo];
