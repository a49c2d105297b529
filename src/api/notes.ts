import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { requireMay } from '../domain/members/can.ts';
import type { Member } from '../domain/members/member.ts';
import { listNotes, writeNote } from '../domain/people/pools.ts';
import { inWork } from '../domain/work.ts';
import { Line } from '../plain/text.ts';
import { noQuery, nothing, type Route, route } from './route.ts';

/** What one wrote down about somebody. */
export const PlainNote = z.strictObject({
  person: z.string().meta({ format: 'uri' }).describe('The address of their actor.'),
  text: z.string(),
  updatedAt: z.string().meta({ format: 'date-time' }),
});

/** What to write down about whom. */
export const NoteInput = z.strictObject({
  person: Line.max(2048).describe('Their address, or a handle: ana, @ines@kiln.example.'),
  text: z.string().max(4000).describe('At most 2,000 characters; empty takes the note away.'),
});

const list = route({
  operation: 'listNotes',
  method: 'get',
  path: '/v1/notes',
  summary:
    'What you wrote down about people, the latest first. Nobody else reads it, no token that may only read.',
  scopes: ['people'],
  query: noQuery,
  body: nothing,
  status: 200,
  answer: z.strictObject({ items: z.array(PlainNote) }),
  refuses: [],
  handle: async ({ platform, asker }) => {
    const owner = requireOwner(asker, 'own.read');
    const notes = await listNotes(platform.db, owner);
    const items = notes.map(({ actor, text, updatedAt }) => ({
      person: actor,
      text,
      updatedAt: updatedAt.toString(),
    }));
    return { body: { items } };
  },
});

const write = route({
  operation: 'writeNote',
  method: 'put',
  path: '/v1/notes',
  summary: 'Write something down about somebody, for yourself alone; it replaces what was there.',
  scopes: ['people'],
  query: noQuery,
  body: NoteInput,
  status: 204,
  answer: nothing,
  refuses: [404],
  handle: async ({ platform, asker, body: { person, text } }) => {
    const owner = requireOwner(asker, 'own.write');
    await inWork(platform, (work) => writeNote(work, owner, person, text));
    return { body: undefined };
  },
});

/** Notes are a person's own: a token of the node has none, and may not name somebody. @throws Refusal forbidden `note.person` */
function requireOwner(asker: Member | 'node', action: 'own.read' | 'own.write'): Member {
  if (asker === 'node')
    throw new Refusal('forbidden', 'note.person', 'Notes belong to people. Use a token of a person.');
  requireMay(asker, action, { owner: asker.id });
  return asker;
}

/** What members write down about people. */
export const noteRoutes: readonly Route[] = [list, write];
