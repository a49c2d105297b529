import { hostOf, iri, paths } from '../../core/iri.ts';
import type { Collective } from '../collective/collective.ts';
import { requireCollective } from '../collective/queries.ts';
import type { Db } from '../database.ts';
import type { Member } from '../members/member.ts';
import { csvParts, toCsv } from './csv.ts';
import { type SignpostPerson, toJsonResume } from './json-resume.ts';
import { readSignpost } from './queries.ts';
import { englishResumeWords, type ResumeWords, toResumePage } from './resume-page.ts';
import { type Audience, type Signpost, type SignpostView, viewFor } from './signpost.ts';

/** The forms in which a person takes their signpost away. */
export const exportFormats = ['json-resume', 'html', 'csv'] as const;
/** One of those. */
export type ExportFormat = (typeof exportFormats)[number];

/** A file of an export. */
export interface ExportedFile {
  /** Made of the handle, so it is safe as the name of a file: `ines-skills.csv`. */
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

/** A signpost as one kind of reader may see it, with whose it is. */
export interface SeenSignpost {
  readonly view: SignpostView;
  readonly person: SignpostPerson;
}

/** The signpost of somebody as a reader may see it, with whose it is; undefined where even that it is there is not for them. */
export async function seeSignpost(
  db: Db,
  origin: string,
  member: Member,
  reader: Audience,
  now: Temporal.Instant,
): Promise<SeenSignpost | undefined> {
  const signpost = await readSignpost(db, member.id, now);
  const view = viewFor(signpost, reader);
  if (view === undefined) return undefined;
  const collective = await requireCollective(db);
  return { view, person: personOf(origin, { member, signpost, collective }, view) };
}

/** Whose a signpost is, as far as the view lets on: for every document that is made of one. */
export function personOf(
  origin: string,
  { member, signpost, collective }: { member: Member; signpost: Signpost; collective: Collective },
  view: SignpostView,
): SignpostPerson {
  const actor = iri(origin, paths.actor(member.handle));
  return {
    name: member.name,
    handle: `${member.handle}@${hostOf(origin)}`,
    actor,
    url: actor,
    about: view.hasIntroduction ? member.about : undefined,
    timeZone: view.hasZone ? member.timeZone : undefined,
    engagement: view.hasEngagement ? member.engagement : undefined,
    collective: { name: collective.name, iri: iri(origin, paths.actor(collective.handle)) },
    updatedAt: signpost.updatedAt,
  };
}

/** The files of an export: one, or with `csv` one for each table that the reader may see. */
export function exportFiles(
  { view, person }: SeenSignpost,
  format: ExportFormat,
  now: Temporal.Instant,
  words: ResumeWords = englishResumeWords,
): ExportedFile[] {
  const name = person.handle.split('@')[0] ?? 'signpost';
  if (format === 'json-resume') {
    const text = `${JSON.stringify(toJsonResume(view, person), undefined, 2)}\n`;
    return [{ name: `${name}.json`, mediaType: 'application/json', text }];
  }
  if (format === 'html')
    return [{ name: `${name}.html`, mediaType: 'text/html', text: toResumePage(view, person, now, words) }];
  return csvParts.flatMap((part) => {
    const text = toCsv(view, part);
    return text === undefined ? [] : [{ name: `${name}-${part}.csv`, mediaType: 'text/csv', text }];
  });
}
