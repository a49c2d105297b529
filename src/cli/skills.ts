import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Iri } from '../core/id.ts';
import { Refusal } from '../core/refusal.ts';
import type { Database } from '../domain/database.ts';
import { requireSteward } from '../domain/members/queries.ts';
import { addSkill, mergeSkills, unmergeSkill } from '../domain/skills/commands.ts';
import { type EscoProgress, escoFiles, importEsco } from '../domain/skills/esco.ts';
import { findSkills } from '../domain/skills/find.ts';
import { ensureVocabulary } from '../domain/skills/keep.ts';
import { listSkills } from '../domain/skills/queries.ts';
import { skillKinds } from '../domain/skills/skill.ts';
import { inWork } from '../domain/work.ts';
import type { Platform } from '../platform/platform.ts';
import { type CliNode, type Command, isSet, manyOf, numberOf, textOf } from './command.ts';
import { openNode } from './open-node.ts';
import { columns } from './print.ts';

const find: Command = {
  name: 'skills find',
  summary: 'Find skills in the vocabulary by any spelling: the best first.',
  words: ['TEXT'],
  options: { limit: { value: 'NUMBER', help: 'At most so many. Default: 10.' } },
  opensNode: true,
  run: async ({ node, options, words: [text = ''] }) => {
    const { db } = await openWithVocabulary(node);
    const { items, repaired } = await findSkills(db, text, numberOf(options, 'limit', 1, 100) ?? 10);
    const rows = items.map(({ skill, isExact }) => [
      isExact ? '=' : ' ',
      skill.label,
      skill.kind,
      skill.aliases.slice(0, 5).join(', '),
    ]);
    const read = repaired.map(
      ({ word, by }) => `"${word}" is not in the vocabulary; read as ${by.join(', ')}.`,
    );
    const lines = rows.length === 0 ? [`Nothing in the vocabulary is like "${text}".`] : columns(rows);
    return {
      json: { items: items.map(({ skill, ...rest }) => ({ ...skill, ...rest })), repaired },
      lines: [...lines, ...read],
    };
  },
};

const add: Command = {
  name: 'skills add',
  summary: 'Add a skill of your own to the vocabulary.',
  words: ['LABEL'],
  options: {
    kind: { value: 'KIND', help: 'What it is. Default: other.', choices: skillKinds },
    alias: { value: 'NAMES', help: 'Another name, or several with commas between them.', isMany: true },
  },
  opensNode: true,
  run: async ({ node, options, words: [label = ''] }) => {
    const platform = await openWithVocabulary(node);
    const kind = skillKinds.find((one) => one === textOf(options, 'kind')) ?? 'other';
    const aliases = manyOf(options, 'alias');
    const uri = await inWork(platform, (work) => addSkill(work, { label, kind, aliases }));
    return { json: { uri, label, kind }, lines: [`Added ${label}.`, uri] };
  },
};

const merge: Command = {
  name: 'skills merge',
  summary: 'Let one skill stand for another: its names mean that other from now on. Can be undone.',
  words: ['FROM', 'INTO'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [from = '', into = ''] }) => {
    const platform = await openWithVocabulary(node);
    const uri = await inWork(platform, async (work) =>
      mergeSkills(work, await requireSteward(work.tx), from, into),
    );
    return { json: { uri }, lines: [`${from} now means ${into}.`] };
  },
};

const unmerge: Command = {
  name: 'skills unmerge',
  summary: 'Take a merge back. URI is the address that skills list --merged shows.',
  words: ['URI'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [uri = ''] }) => {
    const platform = await openWithVocabulary(node);
    await inWork(platform, async (work) => unmergeSkill(work, await requireSteward(work.tx), uri as Iri));
    return { json: { uri }, lines: [`${uri} stands for itself again.`] };
  },
};

const list: Command = {
  name: 'skills list',
  summary: 'The skills this collective named, made or merged; with --all the whole vocabulary.',
  words: [],
  options: {
    all: { help: 'Also what was never named here.' },
    merged: { help: 'Only those that another stands for.' },
    kind: { value: 'KIND', help: 'Only of this kind.', choices: skillKinds },
  },
  opensNode: true,
  run: async ({ node, options }) => {
    const { db } = await openWithVocabulary(node);
    const kind = skillKinds.find((one) => one === textOf(options, 'kind'));
    const found = await listSkills(db, { kind, isOurs: !isSet(options, 'all') });
    const shown = found.filter((one) => !isSet(options, 'merged') || one.mergedInto !== null);
    const rows = shown.map(({ label, kind: sort, origin, uses, mergedInto, uri }) => [
      mergedInto === null ? label : `${label} → ${mergedInto}`,
      sort,
      origin,
      String(uses),
      uri,
    ]);
    const nothing = 'No skill was named here yet. See the whole vocabulary: guildhall skills list --all';
    return { json: shown, lines: rows.length === 0 ? [nothing] : columns(rows) };
  },
};

const importFolder: Command = {
  name: 'import-esco',
  summary:
    'Read the ESCO classification (the official CSV files) into the vocabulary. May be broken off and repeated.',
  words: ['DIR'],
  options: {},
  opensNode: true,
  run: async ({ node, words: [folder = ''] }) => {
    // A running node may do this, and it stands in another folder than the person who asks.
    if (!isAbsolute(folder))
      throw new Refusal(
        'invalid',
        'esco.folder',
        `Write the whole path of the folder, beginning with /: not "${folder}".`,
      );
    const platform = await openWithVocabulary(node);
    const files = escoFiles(await namesIn(folder));
    if (!files.some((name) => name.startsWith('skills_')))
      throw new Refusal(
        'invalid',
        'esco.folder',
        `${folder} has no skills_en.csv or the like. Unpack the CSV download of ESCO there.`,
      );
    const done: EscoProgress[] = [];
    for (const name of files) done.push(await importFile(platform, folder, name));
    const rows = done.map(({ file, rows: count, skipped }) => [
      file,
      `${count} rows`,
      skipped === 0 ? '' : `${skipped} of them were there`,
    ]);
    return { json: done, lines: columns(rows) };
  },
};

/** Everything about the vocabulary of skills. */
export const skillCommands: readonly Command[] = [find, add, merge, unmerge, list, importFolder];

async function openWithVocabulary(node: CliNode): Promise<Platform<Database>> {
  const platform = await openNode(node);
  await ensureVocabulary(platform);
  return platform;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    throw new Refusal('not-found', 'esco.folder', `The folder ${folder} cannot be read.`);
  }
}

async function importFile(platform: Platform<Database>, folder: string, name: string): Promise<EscoProgress> {
  const path = join(folder, name);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path)) hash.update(piece);
  const pieces = createReadStream(path, 'utf8');
  return importEsco(platform, { name, digest: hash.digest('hex'), pieces });
}
