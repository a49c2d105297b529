import { z } from 'zod';
import { Refusal } from '../core/refusal.ts';
import { requireMay } from '../domain/members/can.ts';
import type { Member } from '../domain/members/member.ts';
import { requireMember } from '../domain/members/queries.ts';
import { archiveLimits } from '../domain/signposts/archive.ts';
import { confirmAvailability } from '../domain/signposts/commands.ts';
import { exportFiles, exportFormats, type SeenSignpost, seeSignpost } from '../domain/signposts/export.ts';
import { applyImport, previewImport, readImport } from '../domain/signposts/import.ts';
import { readSignpost } from '../domain/signposts/queries.ts';
import { type Audience, audiences } from '../domain/signposts/signpost.ts';
import { ensureVocabulary } from '../domain/skills/keep.ts';
import { databaseTime, inWork } from '../domain/work.ts';
import {
  ownSignpostToPlain,
  PlainOwnSignpost,
  PlainSignpost,
  PlainSuggestions,
  signpostToPlain,
  suggestionsToPlain,
} from '../plain/signpost.ts';
import { SignpostInput, writeSignpost } from '../plain/signpost-input.ts';
import { forPerson, readerOf, requireHandle, requireOwn } from './people-own.ts';
import { type ApiPlace, noQuery, nothing, type Route, route } from './route.ts';

const own = z.strictObject(forPerson);
const readers = ['read', 'people'] as const;

/** The files of an export. */
export const ExportAnswer = z.strictObject({
  files: z.array(z.strictObject({ name: z.string(), mediaType: z.string(), text: z.string() })),
});

/** Something to import: JSON as it is, or any file in base64. */
export const ImportInput = z
  .strictObject({
    document: z
      .unknown()
      .optional()
      .describe('JSON Resume, or actor.json or outbox.json of a Mastodon archive.'),
    file: z.base64().optional().describe('The same as a file, or a Mastodon archive as zip or tar.gz.'),
    apply: z.boolean().default(false).describe('Add it. Without that, the answer says what would be added.'),
  })
  .refine(
    ({ document, file }) => (document === undefined) !== (file === undefined),
    'send a document or a file',
  );

/** What was added, or would be. */
export const ImportAnswer = z.strictObject({ isApplied: z.boolean(), added: PlainSuggestions });

const read = route({
  operation: 'readOwnSignpost',
  method: 'get',
  path: '/v1/me/signpost',
  summary: 'Everything on one’s own signpost, and who sees which part.',
  scopes: readers,
  query: own,
  body: nothing,
  status: 200,
  answer: PlainOwnSignpost,
  refuses: [403, 404],
  handle: async ({ platform, asker, query }) => ({
    body: await ownAsPlain(platform, await requireOwn(platform.db, asker, query.person)),
  }),
});

const write = route({
  operation: 'writeOwnSignpost',
  method: 'put',
  path: '/v1/me/signpost',
  summary: 'Say parts of one’s own signpost anew. A part that is missing stays as it is.',
  scopes: ['people'],
  query: own,
  body: SignpostInput,
  status: 200,
  answer: PlainOwnSignpost,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, query, body }) => {
    await ensureVocabulary(platform);
    const member = await inWork(platform, async (work) => {
      const person = await requireOwn(work.tx, asker, query.person);
      await writeSignpost(work, person, body);
      return requireMember(work.tx, person.id);
    });
    return { body: await ownAsPlain(platform, member) };
  },
});

const confirm = route({
  operation: 'confirmAvailability',
  method: 'post',
  path: '/v1/me/signpost/confirm-availability',
  summary: 'Say that one’s availability is still as it stands.',
  scopes: ['people'],
  query: own,
  body: nothing,
  status: 200,
  answer: PlainOwnSignpost,
  refuses: [403, 404],
  handle: async ({ platform, asker, query }) => {
    const member = await inWork(platform, async (work) => {
      const person = await requireOwn(work.tx, asker, query.person);
      await confirmAvailability(work, person);
      return person;
    });
    return { body: await ownAsPlain(platform, member) };
  },
});

const take = route({
  operation: 'exportSignpost',
  method: 'get',
  path: '/v1/me/signpost/export',
  summary: 'One’s own signpost as files, as a reader of one’s choice would see it.',
  scopes: readers,
  query: z.strictObject({
    ...forPerson,
    format: z.enum(exportFormats).optional().describe('json-resume if missing.'),
    audience: z.enum(audiences).optional().describe('Whose view; me, which is everything, if missing.'),
  }),
  body: nothing,
  status: 200,
  answer: ExportAnswer,
  refuses: [403, 404],
  handle: async ({ platform, asker, query }) => {
    const person = await requireOwn(platform.db, asker, query.person);
    requireMay(asker, 'person.export', { owner: person.id });
    const seen = await requireSeen(platform, person, query.audience ?? 'me');
    const files = exportFiles(seen, query.format ?? 'json-resume', await databaseTime(platform.db));
    return { body: { files } };
  },
});

const bring = route({
  operation: 'importSignpost',
  method: 'post',
  path: '/v1/me/signpost/import',
  summary: 'Read JSON Resume or a Mastodon archive: what it would add, or add it. All of it is claimed.',
  scopes: ['people'],
  query: own,
  body: ImportInput,
  // Base64 takes four bytes for three.
  bodySizeBytes: Math.ceil((archiveLimits.bytes * 4) / 3) + 64 * 1024,
  status: 200,
  answer: ImportAnswer,
  refuses: [403, 404, 409],
  handle: async ({ platform, asker, query, body: { document, file, apply } }) => {
    const said = readImport(
      Buffer.from(file ?? JSON.stringify(document), file === undefined ? 'utf8' : 'base64'),
    );
    await ensureVocabulary(platform);
    const added = apply
      ? await inWork(platform, async (work) =>
          applyImport(work, await requireOwn(work.tx, asker, query.person), said),
        )
      : await previewImport(
          platform.db,
          await requireOwn(platform.db, asker, query.person),
          said,
          await databaseTime(platform.db),
        );
    return { body: { isApplied: apply, added: suggestionsToPlain(added) } };
  },
});

const person = route({
  operation: 'readPerson',
  method: 'get',
  path: '/v1/people/{handle}',
  summary: 'The signpost of somebody here, as whoever asks may see it.',
  scopes: readers,
  query: noQuery,
  body: nothing,
  status: 200,
  answer: PlainSignpost,
  refuses: [403, 404],
  handle: async ({ platform, asker, params }) => {
    requireMay(asker, 'person.read');
    const member = await requireHandle(platform.db, params['handle'] ?? '');
    const { view, person: who } = await requireSeen(platform, member, readerOf(asker, member));
    return { body: signpostToPlain(view, who) };
  },
});

/** Everything about signposts. */
export const signpostRoutes: readonly Route[] = [read, write, confirm, take, bring, person];

/** @throws Refusal not-found `member.unknown`, as for somebody who is not here, where the page is not for the reader */
async function requireSeen(
  { db, origin }: ApiPlace['platform'],
  member: Member,
  reader: Audience,
): Promise<SeenSignpost> {
  const seen = await seeSignpost(db, origin, member, reader, await databaseTime(db));
  if (seen !== undefined) return seen;
  throw new Refusal('not-found', 'member.unknown', 'Nobody here has that handle.');
}

async function ownAsPlain(platform: ApiPlace['platform'], member: Member) {
  const { view, person: who } = await requireSeen(platform, member, 'me');
  const signpost = await readSignpost(platform.db, member.id, await databaseTime(platform.db));
  return ownSignpostToPlain(signpost, view, who);
}
