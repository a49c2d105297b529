import { Refusal } from '../../core/refusal.ts';
import { requireMay } from '../members/can.ts';
import { introduceMember, setFederated } from '../members/commands.ts';
import type { Member } from '../members/member.ts';
import { requireMember } from '../members/queries.ts';
import type { Work } from '../work.ts';
import { checkWeeks, thisWeek } from './availability.ts';
import { checkLanguages, checkLine, checkPlace, checkTerms } from './check.ts';
import {
  type Audience,
  audiences as allAudiences,
  type Contact,
  contactPolicies,
  defaultAudiences,
  type Field,
  fields,
  type SignpostPlace,
  type SpokenLanguage,
  type TermsLine,
  type Week,
} from './signpost.ts';
import { keepSaid, tellFollowers, writeSignpost } from './tell.ts';

/** How a person introduces themselves. */
export interface Introduction {
  readonly name: string;
  /** One line: what they are. */
  readonly headline: string;
  /** Markdown, at most 2,000 characters. */
  readonly about: string;
}

/**
 * Change name, headline and text of a person.
 * @throws Refusal invalid `member.name`, `member.about`, `signpost.too_long`; forbidden `person.may_not`
 */
export async function introduce(work: Work, member: Member, said: Introduction): Promise<void> {
  const headline = checkLine('headline', said.headline);
  await introduceMember(work, member, { name: said.name, about: said.about });
  await keepSaid(work, member, 'introduction', { headline });
}

/**
 * Say which weeks one is free or booked. Replaces everything from this week on; what is not named is unknown.
 * @throws Refusal invalid `signpost.week`, `signpost.hours`
 */
export async function setAvailability(work: Work, member: Member, weeks: readonly Week[]): Promise<void> {
  const from = thisWeek(work.now);
  const kept = checkWeeks(weeks, from);
  await keepSaid(work, member, 'availability', { availability_confirmed_at: work.now });
  await work.tx
    .deleteFrom('signpost_week')
    .where('member_id', '=', member.id)
    .where('week', '>=', from.toString())
    .execute();
  if (kept.length === 0) return;
  const rows = kept.map(({ week, state, hours }) => ({
    ...{ member_id: member.id, state, hours },
    week: week.toString(),
  }));
  await work.tx.insertInto('signpost_week').values(rows).execute();
}

/** Say that one's availability is still as it stands. */
export async function confirmAvailability(work: Work, member: Member): Promise<void> {
  await keepSaid(work, member, 'availability', { availability_confirmed_at: work.now });
}

/** Say on which terms one works, instead of what was said before. @throws Refusal invalid `signpost.terms`, `signpost.floor` */
export async function setTerms(work: Work, member: Member, lines: readonly TermsLine[]): Promise<void> {
  const kept = checkTerms(lines);
  await keepSaid(work, member, 'terms');
  await work.tx.deleteFrom('signpost_terms').where('member_id', '=', member.id).execute();
  if (kept.length === 0) return;
  const rows = kept.map(({ kind, floor, note }) => ({
    ...{ member_id: member.id, kind, note },
    currency: floor?.currency ?? null,
    floor_minor: floor?.minor.toString() ?? null,
  }));
  await work.tx.insertInto('signpost_terms').values(rows).execute();
}

/** Say where one is, as exactly as one likes; what is finer than the grain is not kept. @throws Refusal invalid `signpost.country`, `signpost.place` */
export async function setPlace(work: Work, member: Member, place: SignpostPlace): Promise<void> {
  const { grain, country, region, town } = checkPlace(place);
  await keepSaid(work, member, 'place', { place_grain: grain, country, region, town });
}

/** Say which languages one speaks, in the order they are shown. @throws Refusal invalid `signpost.language`, `signpost.too_many` */
export async function setLanguages(
  work: Work,
  member: Member,
  languages: readonly SpokenLanguage[],
): Promise<void> {
  const kept = checkLanguages(languages);
  await keepSaid(work, member, 'languages');
  await work.tx.deleteFrom('signpost_language').where('member_id', '=', member.id).execute();
  if (kept.length === 0) return;
  const rows = kept.map(({ tag, level }, position) => ({ member_id: member.id, tag, level, position }));
  await work.tx.insertInto('signpost_language').values(rows).execute();
}

/** Say whether and how one may be reached. @throws Refusal invalid `signpost.too_long`, `signpost.contact` */
export async function setContact(work: Work, member: Member, contact: Contact): Promise<void> {
  if (!contactPolicies.includes(contact.policy))
    throw new Refusal('invalid', 'signpost.contact', 'That is not a way to be reached.');
  const how = checkLine('contact', contact.how);
  await keepSaid(work, member, 'contact', { contact_policy: contact.policy, contact_how: how });
}

/**
 * Say who may see what; what is not named stays. Followers are told if anyone sees more or less than before.
 * @throws Refusal conflict `signpost.page_public` where somebody on the Fediverse would hide that their page is there
 */
export async function setAudiences(
  work: Work,
  member: Member,
  said: Partial<Record<Field, Audience>>,
): Promise<void> {
  // Taken for this transaction, so that two who change different parts do not undo each other.
  const before = await writeSignpost(work, member, {});
  const { isFederated } = await requireMember(work.tx, member.id);
  const after = { ...before };
  for (const field of fields) {
    const audience = said[field];
    if (audience !== undefined && allAudiences.includes(audience)) after[field] = audience;
  }
  if (isFederated && after.page !== 'anyone') throw pageIsPublic();
  const kept = Object.fromEntries(
    fields.flatMap((field) => (after[field] === defaultAudiences[field] ? [] : [[field, after[field]]])),
  );
  await writeSignpost(work, member, { audiences: JSON.stringify(kept) });
  if (fields.some((field) => (before[field] === 'anyone') !== (after[field] === 'anyone')))
    await tellFollowers(work, member);
}

/** Say whether other collectives may find one in their own directories. */
export async function setIndexable(work: Work, member: Member, isIndexable: boolean): Promise<void> {
  await keepSaid(work, member, 'page', { is_indexable: isIndexable });
}

/**
 * Go on the Fediverse, or leave it for good: `setFederated` for somebody who may have a signpost.
 * @throws Refusal conflict `signpost.page_public` while their page is not for anyone; what `setFederated` refuses
 */
export async function chooseFediverse(work: Work, member: Member, isFederated: boolean): Promise<void> {
  requireMay(member, 'signpost.write', { owner: member.id });
  // Held, not written: who only goes there and back has still said nothing about themselves.
  const row = await work.tx
    .selectFrom('signpost')
    .select('audiences')
    .where('member_id', '=', member.id)
    .forUpdate()
    .executeTakeFirst();
  if (isFederated && (row?.audiences.page ?? defaultAudiences.page) !== 'anyone') throw pageIsPublic();
  await setFederated(work, member, isFederated);
}

function pageIsPublic(): Refusal {
  return new Refusal(
    'conflict',
    'signpost.page_public',
    'Whoever is on the Fediverse has a page that anyone can see. Show the page to anyone, or leave the Fediverse first; each part of it can still be for fewer.',
  );
}
