import { z } from 'zod';
import type { Iri } from '../core/id.ts';
import { requireMay } from '../domain/members/can.ts';
import { announceAlly, takeBackAlly } from '../domain/opportunities/allies.ts';
import { inWork } from '../domain/work.ts';
import { Line } from '../plain/text.ts';
import { noQuery, nothing, type Route, route } from './route.ts';
import { speakerFor } from './speaker.ts';

/** An opportunity of an ally, by its address. */
export const PassOnInput = z.strictObject({
  opportunity: Line.min(1).max(2048).describe('The `id` of an opportunity listed with `from=allies`.'),
});

const passOn = route({
  operation: 'passOnOpportunity',
  method: 'post',
  path: '/v1/allies/pass-on',
  summary: 'Pass an ally’s opportunity on to everyone who follows, as the ally’s own post. Once is enough.',
  scopes: ['network'],
  query: noQuery,
  body: PassOnInput,
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, body }) => {
    requireMay(asker, 'network.act');
    const address = body.opportunity as Iri;
    await inWork(platform, async (work) => announceAlly(work, await speakerFor(work, asker), address));
    return { body: undefined };
  },
});

const takeBack = route({
  operation: 'takeBackOpportunity',
  method: 'post',
  path: '/v1/allies/take-back',
  summary: 'Take back what was passed on: servers of followers are asked to forget it.',
  scopes: ['network'],
  query: noQuery,
  body: PassOnInput,
  status: 204,
  answer: nothing,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, body }) => {
    requireMay(asker, 'network.act');
    const address = body.opportunity as Iri;
    await inWork(platform, async (work) => takeBackAlly(work, await speakerFor(work, asker), address));
    return { body: undefined };
  },
});

/** What the collective does with the opportunities of its allies. */
export const allyRoutes: readonly Route[] = [passOn, takeBack];
