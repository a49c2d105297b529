import { z } from 'zod';
import { type ApplicationId, isId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import { listApplications } from '../domain/joining/application-queries.ts';
import { admit, declineApplication, takeBackVouch, vouch } from '../domain/joining/applications.ts';
import { requireMay } from '../domain/members/can.ts';
import { inWork } from '../domain/work.ts';
import {
  AdmissionInput,
  applicationToPlain,
  PlainApplication,
  PlainMadeInvitation,
} from '../plain/joining.ts';
import { Prose } from '../plain/text.ts';
import { madeToPlain } from './invitations.ts';
import { noQuery, nothing, type Route, route } from './route.ts';
import { speakerFor } from './speaker.ts';

const list = route({
  operation: 'listApplications',
  method: 'get',
  path: '/v1/applications',
  summary: 'Who asked to join: those who wait first, the oldest first; then those answered.',
  scopes: ['read', 'people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainApplication) }),
  refuses: [403],
  handle: async ({ platform, asker }) => {
    requireMay(asker, 'application.read');
    return { body: { items: (await listApplications(platform.db)).map(applicationToPlain) } };
  },
});

const putVouch = route({
  operation: 'vouchForApplication',
  method: 'put',
  path: '/v1/applications/{id}/vouch',
  summary: 'Vouch for somebody with a sentence, or say it differently.',
  scopes: ['people'],
  query: noQuery,
  body: z.strictObject({ sentence: Prose.min(1).max(500) }),
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params, body }) => {
    requireMay(asker, 'application.vouch');
    const id = readId(params['id']);
    await inWork(platform, async (work) => vouch(work, await speakerFor(work, asker), id, body.sentence));
    return { body: undefined };
  },
});

const deleteVouch = route({
  operation: 'takeBackVouch',
  method: 'delete',
  path: '/v1/applications/{id}/vouch',
  summary: 'Take one’s word back.',
  scopes: ['people'],
  query: noQuery,
  body: nothing,
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params }) => {
    requireMay(asker, 'application.vouch');
    const id = readId(params['id']);
    await inWork(platform, async (work) => takeBackVouch(work, await speakerFor(work, asker), id));
    return { body: undefined };
  },
});

const admitRoute = route({
  operation: 'admitApplication',
  method: 'post',
  path: '/v1/applications/{id}/admit',
  summary: 'Admit somebody for whom two members vouch: they are invited, and the link is told this once.',
  scopes: ['people'],
  query: noQuery,
  body: AdmissionInput,
  status: 201,
  answer: PlainMadeInvitation,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params, body }) => {
    requireMay(asker, 'application.decide');
    const id = readId(params['id']);
    const made = await inWork(platform, async (work) => admit(work, await speakerFor(work, asker), id, body));
    return { body: madeToPlain(platform.origin, made) };
  },
});

const decline = route({
  operation: 'declineApplication',
  method: 'post',
  path: '/v1/applications/{id}/decline',
  summary: 'Decline somebody, with a reason that they read.',
  scopes: ['people'],
  query: noQuery,
  body: z.strictObject({ reason: Prose.min(1).max(1000) }),
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, params, body }) => {
    requireMay(asker, 'application.decide');
    const id = readId(params['id']);
    await inWork(platform, async (work) =>
      declineApplication(work, await speakerFor(work, asker), id, body.reason),
    );
    return { body: undefined };
  },
});

function readId(id = ''): ApplicationId {
  if (isId(id)) return id as ApplicationId;
  throw new Refusal('not-found', 'application.unknown', 'There is no such application.');
}

/** Everything about applications. */
export const applicationRoutes: readonly Route[] = [list, putVouch, deleteVouch, admitRoute, decline];
