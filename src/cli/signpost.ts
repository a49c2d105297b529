import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { isId } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import type { Database } from '../domain/database.ts';
import type { Member } from '../domain/members/member.ts';
import { requireMember } from '../domain/members/queries.ts';
import { archiveLimits } from '../domain/signposts/archive.ts';
import { confirmAvailability } from '../domain/signposts/commands.ts';
import { exportFiles, exportFormats, type SeenSignpost, seeSignpost } from '../domain/signposts/export.ts';
import { applyImport, previewImport, readImport } from '../domain/signposts/import.ts';
import { readSignpost } from '../domain/signposts/queries.ts';
import { type Audience, audiences, type SignpostSkill, type WorkId } from '../domain/signposts/signpost.ts';
import type { Suggestions } from '../domain/signposts/suggestion.ts';
import { listRemovedWork, restoreWork } from '../domain/signposts/work.ts';
import { ensureVocabulary } from '../domain/skills/keep.ts';
import { databaseTime, inWork } from '../domain/work.ts';
import { readInput } from '../plain/input.ts';
import { ownSignpostToPlain, signpostToPlain, suggestionsToPlain } from '../plain/signpost.ts';
import { SignpostInput, writeSignpost } from '../plain/signpost-input.ts';
import type { Platform } from '../platform/platform.ts';
import { type Command, type CommandAnswer, isSet, textOf } from './command.ts';
import { readDocument } from './document.ts';
import { requireNamed } from './member.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const asOption = {
  value: 'READER',
  help: `As whom it is seen: ${audiences.join(', ')}. Default: me, which is everything.`,
  choices: audiences,
};

const show: Command = {
  name: 'signpost show',
  summary: 'What stands on the signpost of somebody.',
  words: ['HANDLE'],
  options: { as: asOption },
  opensNode: true,
  run: async ({ node, words: [handle = ''], options }) => {
    const platform = await openNode(node);
    const member = await requireNamed(platform.db, handle);
    const reader = readerOf(textOf(options, 'as'));
    const seen = await requireSeen(platform, member, reader);
    if (reader !== 'me') return { json: signpostToPlain(seen.view, seen.person), lines: linesOf(seen) };
    return tellOwn(platform, member);
  },
};

const set: Command = {
  name: 'signpost set',
  summary:
    'Say parts of a signpost anew, from a JSON file; - reads standard input. A missing part stays as it is.',
  words: ['HANDLE', 'FILE'],
  options: {},
  opensNode: true,
  documentAt: 1,
  run: async ({ node, io, words: [handle = '', file = ''] }) => {
    const said = readInput(SignpostInput, parseJson(await readDocument(file, io)));
    const platform = await openNode(node);
    await ensureVocabulary(platform);
    const member = await inWork(platform, async (work) => {
      const person = await requireNamed(work.tx, handle);
      await writeSignpost(work, person, said);
      return requireMember(work.tx, person.id);
    });
    return tellOwn(platform, member);
  },
};

const confirm: Command = {
  name: 'signpost confirm',
  summary: 'Say for somebody that their availability is still as it stands.',
  words: ['HANDLE'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [handle = ''] }) => {
    const platform = await openNode(node);
    const member = await inWork(platform, async (work) => {
      const person = await requireNamed(work.tx, handle);
      await confirmAvailability(work, person);
      return person;
    });
    return tellOwn(platform, member);
  },
};

const restore: Command = {
  name: 'signpost restore',
  summary: 'List the work somebody took away within a day, or bring one of it back.',
  words: ['HANDLE', '[ID]'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [handle = '', id] }) => {
    const platform = await openNode(node);
    const { db } = platform;
    if (id === undefined) {
      const { id: member } = await requireNamed(db, handle);
      const removed = await listRemovedWork(db, member, await databaseTime(db));
      const json = removed.map((one) => ({ ...one, until: one.until.toString() }));
      const rows = json.map(({ id: work, title, until }) => [work, `until ${until}`, title]);
      return { json, lines: rows.length === 0 ? ['Nothing was taken away.'] : columns(rows) };
    }
    if (!isId(id))
      throw new Refusal('not-found', 'signpost.work_unknown', 'That piece of work is not on this signpost.');
    const member = await inWork(platform, async (work) => {
      const person = await requireNamed(work.tx, handle);
      await restoreWork(work, person, id as WorkId);
      return person;
    });
    return tellOwn(platform, member);
  },
};

const take: Command = {
  name: 'signpost export',
  summary: 'Print a signpost as JSON Resume, as a page, or as CSV; --json prints all files with their names.',
  words: ['HANDLE'],
  options: {
    format: {
      value: 'FORMAT',
      help: `${exportFormats.join(', ')}. Default: json-resume.`,
      choices: exportFormats,
    },
    as: asOption,
  },
  opensNode: true,
  run: async ({ node, words: [handle = ''], options }) => {
    const platform = await openNode(node);
    const member = await requireNamed(platform.db, handle);
    const seen = await requireSeen(platform, member, readerOf(textOf(options, 'as')));
    const format = exportFormats.find((one) => one === textOf(options, 'format')) ?? 'json-resume';
    const files = exportFiles(seen, format, await databaseTime(platform.db));
    const lines = files.flatMap(({ name, text }) => {
      const rows = text.replace(/\r?\n$/, '').split(/\r?\n/);
      return files.length === 1 ? rows : [`# ${name}`, ...rows, ''];
    });
    return { json: files, lines };
  },
};

const bring: Command = {
  name: 'signpost import',
  summary: 'Show what JSON Resume or a Mastodon archive would add to a signpost, or add it with --apply.',
  words: ['HANDLE', 'FILE'],
  options: { apply: { help: 'Add it. All of it is claimed.' } },
  opensNode: true,
  run: async ({ node, words: [handle = '', file = ''], options }) => {
    const said = readImport(await readBytes(file));
    const platform = await openNode(node);
    await ensureVocabulary(platform);
    const isApplied = isSet(options, 'apply');
    const added = isApplied
      ? await inWork(platform, async (work) => applyImport(work, await requireNamed(work.tx, handle), said))
      : await previewImport(
          platform.db,
          await requireNamed(platform.db, handle),
          said,
          await databaseTime(platform.db),
        );
    const head = isApplied ? 'Added:' : 'Would be added (say --apply to do it):';
    const lines = linesOfSuggestions(added);
    return {
      json: { isApplied, added: suggestionsToPlain(added) },
      lines: lines.length === 0 ? ['Nothing in it is new.'] : [head, ...lines],
    };
  },
};

/** Signposts. */
export const signpostCommands: readonly Command[] = [show, set, confirm, restore, take, bring];

function readerOf(text: string | undefined): Audience {
  return audiences.find((one) => one === text) ?? 'me';
}

async function requireSeen(
  { db, origin }: Platform<Database>,
  member: Member,
  reader: Audience,
): Promise<SeenSignpost> {
  const seen = await seeSignpost(db, origin, member, reader, await databaseTime(db));
  if (seen !== undefined) return seen;
  throw new Refusal('not-found', 'member.unknown', `@${member.handle} has no page for that reader.`);
}

async function tellOwn(platform: Platform<Database>, member: Member): Promise<CommandAnswer> {
  const seen = await requireSeen(platform, member, 'me');
  const signpost = await readSignpost(platform.db, member.id, await databaseTime(platform.db));
  return { json: ownSignpostToPlain(signpost, seen.view, seen.person), lines: linesOf(seen) };
}

function linesOf({ view, person }: SeenSignpost): string[] {
  const { availability, terms, languages, work, links } = view;
  const named = (skills: readonly SignpostSkill[] | undefined) =>
    skills?.map(({ label, level }) => (level === null ? label : `${label} (${level})`)).join(', ');
  const free = availability?.weeks.filter(({ state }) => state === 'free').map(({ week }) => week.toString());
  const rows: [string, string | undefined][] = [
    [`@${person.handle}`, person.name],
    ['headline', view.headline],
    ['does', named(view.do)],
    ['learning', named(view.learning)],
    ['not', named(view.dont)],
    ['free', free && `${free.join(', ')}${availability?.isStale === true ? ' (stale)' : ''}`],
    ['terms', terms?.map(({ kind }) => kind).join(', ')],
    ['languages', languages?.map(({ tag, level }) => `${tag} ${level}`).join(', ')],
    ['work', work?.map(({ title }) => title).join('; ')],
    [
      'links',
      links?.map(({ url, verifiedAt }) => (verifiedAt === null ? url : `${url} (verified)`)).join(', '),
    ],
  ];
  return columns(rows.flatMap(([name, text]) => (text === undefined || text === '' ? [] : [[name, text]])));
}

function linesOfSuggestions(said: Suggestions): string[] {
  const rows: [string, string][] = [
    ...(said.headline === null ? [] : [['headline', said.headline] as [string, string]]),
    ...(said.about === null ? [] : [['about', said.about] as [string, string]]),
    ...said.skills.map(({ list, name }): [string, string] => [list, name]),
    ...said.work.map(({ title }): [string, string] => ['work', title]),
    ...said.links.map(({ url }): [string, string] => ['link', url]),
    ...said.languages.map(({ tag }): [string, string] => ['language', tag]),
    ...said.terms.map(({ kind }): [string, string] => ['terms', kind]),
    ...(said.place === null
      ? []
      : [['place', said.place.town ?? said.place.country ?? ''] as [string, string]]),
    ...(said.contact === null ? [] : [['contact', said.contact.how] as [string, string]]),
    ...said.weeks.map(({ week, state }): [string, string] => ['week', `${week} ${state}`]),
  ];
  const left = said.leftOut === 0 ? [] : [`Left out: ${said.leftOut}`];
  return [...columns(rows), ...left];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    throw new Refusal('invalid', 'file.json', `The file is not JSON: ${words}.`);
  }
}

/**
 * A file by its whole path: a running node may read it, and it stands in another folder than the person who asks.
 * @throws Refusal invalid `file.unreadable`
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  if (!isAbsolute(path))
    throw new Refusal(
      'invalid',
      'file.unreadable',
      `Write the whole path of the file, beginning with /: not "${path}".`,
    );
  try {
    const { size } = await stat(path);
    // What is larger is refused by who reads it, in its words.
    return size > archiveLimits.bytes ? new Uint8Array(archiveLimits.bytes + 1) : await readFile(path);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new Refusal('invalid', 'file.unreadable', `Cannot read ${path} (${why}). Name a file.`);
  }
}
