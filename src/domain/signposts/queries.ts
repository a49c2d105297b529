import type { Iri, MemberId } from '../../core/id.ts';
import type { Db } from '../database.ts';
import { type NamedSkill, skillsAt } from '../skills/names.ts';
import { isStale, thisWeek } from './availability.ts';
import { type Parts, readParts } from './parts.ts';
import {
  defaultAudiences,
  type Level,
  type LinkId,
  type Signpost,
  type SignpostLink,
  type SignpostSkill,
  type SkillList,
  type TermsLine,
  termsKinds,
  type Week,
  type WorkLine,
} from './signpost.ts';

/** The signpost of one person, with defaults where they said nothing; that of somebody unknown is empty. */
export async function readSignpost(db: Db, member: MemberId, now: Temporal.Instant): Promise<Signpost> {
  const found = (await readSignposts(db, [member], now)).get(member);
  if (found === undefined) throw new Error('A signpost that was asked for was not read.');
  return found;
}

/** The signposts of many, in a fixed number of questions; everybody asked for is in the map. */
export async function readSignposts(
  db: Db,
  members: readonly MemberId[],
  now: Temporal.Instant,
): Promise<Map<MemberId, Signpost>> {
  const all = [...new Set(members)];
  if (all.length === 0) return new Map();
  const parts = await readParts(db, all, thisWeek(now));
  const named = await nameSkills(db, parts);
  return new Map(all.map((member) => [member, assemble(member, parts, named, now)]));
}

/** A page of somebody that is to be looked at. */
export interface DueLink {
  readonly id: LinkId;
  readonly url: Iri;
  /** Whose it is: the page has to link to the address of this handle. */
  readonly handle: string;
}

/** The links that are due for a look, the longest due first. Only of people who belong. */
export async function dueLinks(db: Db, now: Temporal.Instant, limit: number): Promise<DueLink[]> {
  return db
    .selectFrom('signpost_link')
    .innerJoin('member', 'member.id', 'signpost_link.member_id')
    .innerJoin('actor', 'actor.id', 'member.actor_id')
    .select(['signpost_link.id', 'signpost_link.url', 'actor.handle'])
    .where('member.left_at', 'is', null)
    .where('signpost_link.check_at', '<=', now)
    .orderBy('signpost_link.check_at')
    .limit(limit)
    .execute();
}

/** Skills by the address they were kept under, as they are called now. */
function nameSkills(db: Db, parts: Parts): Promise<Map<Iri, NamedSkill>> {
  return skillsAt(db, [
    ...[...parts.skills.values()].flat().map((row) => row.skill_uri),
    ...[...parts.work.values()].flat().flatMap((row) => row.skills),
  ]);
}

function assemble(
  member: MemberId,
  parts: Parts,
  named: ReadonlyMap<Iri, NamedSkill>,
  now: Temporal.Instant,
): Signpost {
  const row = parts.signposts.get(member);
  const confirmedAt = row?.availability_confirmed_at ?? null;
  return {
    member,
    headline: row?.headline ?? '',
    audiences: { ...defaultAudiences, ...row?.audiences },
    isIndexable: row?.is_indexable ?? false,
    skills: {
      do: skillsOf(parts, member, 'do', named),
      learning: skillsOf(parts, member, 'learning', named),
      dont: skillsOf(parts, member, 'dont', named),
    },
    availability: { weeks: weeksOf(parts, member), confirmedAt, isStale: isStale(confirmedAt, now) },
    terms: termsOf(parts, member),
    place: {
      grain: row?.place_grain ?? 'none',
      country: row?.country ?? null,
      region: row?.region ?? null,
      town: row?.town ?? null,
    },
    languages: (parts.languages.get(member) ?? []).map(({ tag, level }) => ({ tag, level })),
    contact: { policy: row?.contact_policy ?? 'introduced', how: row?.contact_how ?? '' },
    work: workOf(parts, member, named),
    links: linksOf(parts, member),
    updatedAt: row?.updated_at ?? null,
  };
}

function skillsOf(
  parts: Parts,
  member: MemberId,
  list: SkillList,
  named: ReadonlyMap<Iri, NamedSkill>,
): SignpostSkill[] {
  const kept = new Map<Iri, SignpostSkill>();
  for (const row of parts.skills.get(member) ?? []) {
    const known = named.get(row.skill_uri);
    if (row.list !== list || known === undefined || kept.has(known.uri)) continue;
    kept.set(known.uri, {
      skill: known.uri,
      label: known.label,
      level: levelOf(row.level),
      since: row.since_year,
      lastUsed: monthOf(row.last_used),
      note: row.note,
      evidence: 'claimed',
    });
  }
  return [...kept.values()];
}

function levelOf(level: number | null): Level | null {
  return level === 1 || level === 2 || level === 3 || level === 4 ? level : null;
}

function monthOf(day: string | null): Temporal.PlainYearMonth | null {
  return day === null ? null : Temporal.PlainDate.from(day).toPlainYearMonth();
}

function weeksOf(parts: Parts, member: MemberId): Week[] {
  return (parts.weeks.get(member) ?? []).map(({ week, state, hours }) => ({
    week: Temporal.PlainDate.from(week),
    state,
    hours,
  }));
}

function termsOf(parts: Parts, member: MemberId): TermsLine[] {
  return (parts.terms.get(member) ?? [])
    .map(({ kind, currency, floor_minor, note }) => ({
      kind,
      floor: currency === null || floor_minor === null ? null : { minor: BigInt(floor_minor), currency },
      note,
    }))
    .sort((a, b) => termsKinds.indexOf(a.kind) - termsKinds.indexOf(b.kind));
}

function workOf(parts: Parts, member: MemberId, named: ReadonlyMap<Iri, NamedSkill>): WorkLine[] {
  return (parts.work.get(member) ?? []).map(({ id, title, role, url, summary, source, ...row }) => {
    const skills = new Map(
      row.skills.flatMap((uri) => {
        const known = named.get(uri);
        return known === undefined ? [] : [[known.uri, { skill: known.uri, label: known.label }] as const];
      }),
    );
    return {
      ...{ id, title, role, url, summary, source, evidence: 'claimed' as const },
      began: monthOf(row.began),
      ended: monthOf(row.ended),
      skills: [...skills.values()],
    };
  });
}

function linksOf(parts: Parts, member: MemberId): SignpostLink[] {
  return (parts.links.get(member) ?? []).map((row) => ({
    id: row.id,
    url: row.url,
    label: row.label,
    verifiedAt: row.verified_at,
    checkedAt: row.checked_at,
    failure: row.failure,
  }));
}
