import { type MemberId, newId, type OpportunityId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { markGone } from '../actors/commands.ts';
import { requireCollective } from '../collective/queries.ts';
import type { Member } from '../members/member.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import {
  checkDraft,
  isLive,
  moveTo,
  type Opportunity,
  type OpportunityDraft,
  refusePastDeadline,
  type Status,
} from './opportunity.ts';
import { draftColumns, featuredOpportunities, lockOpportunity, toOpportunity } from './queries.ts';
import { rolesToJson } from './stored-role.ts';

/**
 * Write an opportunity down, as a draft or open at once. An open one leaves the node as a post.
 * @throws Refusal forbidden `steward.only`; what `checkDraft` and `refusePastDeadline` refuse
 */
export async function postOpportunity(
  work: Work,
  member: Member,
  draft: OpportunityDraft,
  status: 'draft' | 'open',
): Promise<Opportunity> {
  requireSteward(member);
  checkDraft(draft);
  refusePastDeadline(draft.deadline, work.now);
  return keepFeatured(work, async () => {
    const row = await work.tx
      .insertInto('opportunity')
      .values({
        id: newId<OpportunityId>(),
        status,
        revision: 1,
        title: draft.title.trim(),
        outcome: draft.outcome,
        roles: rolesToJson(draft.roles),
        languages: [...draft.languages],
        contact: draft.contact.trim(),
        audience: draft.audience,
        reason: null,
        posted_by: member.id,
        created_at: work.now,
        published_at: status === 'open' ? work.now : null,
        updated_at: work.now,
        ...draftColumns(draft),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const opportunity = toOpportunity(row);
    await writeRevision(work, opportunity, member.id, status === 'open' ? 'posted' : 'drafted');
    if (status === 'open') await announce(work, 'opportunity.posted', opportunity);
    return opportunity;
  });
}

/**
 * Change what an opportunity says. A live one tells everyone who was told.
 * @throws Refusal forbidden `steward.only`; conflict `opportunity.not_live`, `opportunity.audience_fixed`; what `checkDraft` refuses
 */
export async function editOpportunity(
  work: Work,
  member: Member,
  id: OpportunityId,
  draft: OpportunityDraft,
): Promise<Opportunity> {
  requireSteward(member);
  checkDraft(draft);
  const before = await lockOpportunity(work.tx, id);
  if (before.status !== 'draft' && !isLive(before.status)) {
    throw new Refusal(
      'conflict',
      'opportunity.not_live',
      `This opportunity is ${before.status}. Open it again before you change it.`,
    );
  }
  if (before.status !== 'draft' && before.audience !== draft.audience) {
    throw new Refusal(
      'conflict',
      'opportunity.audience_fixed',
      'Who can read it was settled when it was posted. Post it anew for another audience.',
    );
  }
  const changed = changedFields(before, draft);
  if (changed.length === 0) return before;
  if (changed.includes('deadline')) refusePastDeadline(draft.deadline, work.now);
  const after = { ...before, ...draft, revision: before.revision + 1, updatedAt: work.now };
  await store(work, after);
  await writeRevision(work, after, member.id, `edited: ${changed.join(', ')}`);
  if (before.status !== 'draft') await announce(work, 'opportunity.changed', after);
  return after;
}

/**
 * Move an opportunity on: open a draft, shortlist, fill, close, withdraw, open again. Everyone who was told hears of it.
 * @throws Refusal forbidden `steward.only`; conflict `opportunity.transition`; invalid `opportunity.reason`, `opportunity.deadline`
 */
export async function changeStatus(
  work: Work,
  member: Member,
  id: OpportunityId,
  next: Status,
  reason: string | null,
): Promise<Opportunity> {
  requireSteward(member);
  const words = reason?.trim() ?? '';
  if (words.length > 500)
    throw new Refusal(
      'invalid',
      'opportunity.reason',
      `The reason has ${words.length} characters; at most 500 fit.`,
    );
  if ((next === 'closed' || next === 'withdrawn') && words === '') {
    throw new Refusal(
      'invalid',
      'opportunity.reason',
      `Say why it is ${next}: one sentence that its readers will see.`,
    );
  }
  return keepFeatured(work, async () => {
    const before = await lockOpportunity(work.tx, id);
    return applyMove(work, before, next, words === '' ? null : words, member.id);
  });
}

/** Close what is over: every live opportunity whose deadline the database's clock has passed. Returns how many. */
export async function expireOverdue(work: Work): Promise<number> {
  const rows = await work.tx
    .selectFrom('opportunity')
    .selectAll()
    .where('status', 'in', ['open', 'shortlisting'])
    .where('deadline', '<=', work.now)
    .orderBy('deadline')
    .limit(100)
    .forUpdate()
    .skipLocked()
    .execute();
  if (rows.length === 0) return 0;
  return keepFeatured(work, async () => {
    for (const row of rows)
      await applyMove(work, toOpportunity(row), 'expired', 'The deadline has passed.', null);
    return rows.length;
  });
}

/**
 * Delete an opportunity for good: its addresses answer 410 and everyone who was told is asked to delete it too.
 * @throws Refusal forbidden `steward.only`; not-found `opportunity.unknown`
 */
export async function deleteOpportunity(work: Work, member: Member, id: OpportunityId): Promise<void> {
  requireSteward(member);
  await keepFeatured(work, async () => {
    const opportunity = await lockOpportunity(work.tx, id);
    const { actor, handle } = await requireCollective(work.tx);
    await work.tx.deleteFrom('opportunity').where('id', '=', id).execute();
    if (opportunity.publishedAt === null) return;
    const owner = iri(work.origin, paths.actor(handle));
    await markGone(work, iri(work.origin, paths.opportunity(id)), owner, true);
    await markGone(work, iri(work.origin, paths.post(id)), owner, true);
    await record(work, {
      kind: 'opportunity.deleted',
      by: actor,
      opportunity: id,
      wasPublic: opportunity.audience === 'public',
    });
  });
}

async function applyMove(
  work: Work,
  before: Opportunity,
  next: Status,
  reason: string | null,
  by: MemberId | null,
): Promise<Opportunity> {
  const after = moveTo(before, next, reason, work.now);
  await store(work, after);
  await writeRevision(work, after, by, reason === null ? `became ${next}` : `became ${next}: ${reason}`);
  await announce(work, before.status === 'draft' ? 'opportunity.posted' : 'opportunity.changed', after);
  return after;
}

async function store(work: Work, opportunity: Opportunity): Promise<void> {
  await work.tx
    .updateTable('opportunity')
    .set({
      status: opportunity.status,
      revision: opportunity.revision,
      title: opportunity.title.trim(),
      outcome: opportunity.outcome,
      roles: rolesToJson(opportunity.roles),
      languages: [...opportunity.languages],
      contact: opportunity.contact.trim(),
      audience: opportunity.audience,
      reason: opportunity.reason,
      published_at: opportunity.publishedAt,
      updated_at: opportunity.updatedAt,
      ...draftColumns(opportunity),
    })
    .where('id', '=', opportunity.id)
    .execute();
}

async function writeRevision(
  work: Work,
  opportunity: Opportunity,
  member: MemberId | null,
  what: string,
): Promise<void> {
  await work.tx
    .insertInto('opportunity_revision')
    .values({
      opportunity_id: opportunity.id,
      revision: opportunity.revision,
      member_id: member,
      what,
      changed_at: work.now,
    })
    .execute();
}

async function announce(
  work: Work,
  kind: 'opportunity.posted' | 'opportunity.changed',
  opportunity: Opportunity,
): Promise<void> {
  const { actor } = await requireCollective(work.tx);
  await record(work, { kind, by: actor, opportunity: opportunity.id });
}

/** Run a change and tell followers what it put on, or took off, the collective's profile. */
async function keepFeatured<T>(work: Work, change: () => Promise<T>): Promise<T> {
  const before = new Set((await featuredOpportunities(work.tx)).map((opportunity) => opportunity.id));
  const result = await change();
  const after = new Set((await featuredOpportunities(work.tx)).map((opportunity) => opportunity.id));
  const { actor } = await requireCollective(work.tx);
  for (const opportunity of before.difference(after))
    await record(work, { kind: 'opportunity.unfeatured', by: actor, opportunity });
  for (const opportunity of after.difference(before))
    await record(work, { kind: 'opportunity.featured', by: actor, opportunity });
  return result;
}

function changedFields(before: Opportunity, draft: OpportunityDraft): string[] {
  const same: Readonly<Record<keyof OpportunityDraft, boolean>> = {
    title: before.title === draft.title.trim(),
    outcome: before.outcome === draft.outcome,
    roles: rolesToJson(before.roles) === rolesToJson(draft.roles),
    deadline: String(before.deadline) === String(draft.deadline),
    place: before.place.kind === draft.place.kind && before.place.name === draft.place.name,
    languages: before.languages.join() === draft.languages.join(),
    contact: before.contact === draft.contact.trim(),
    audience: before.audience === draft.audience,
  };
  return Object.entries(same)
    .filter(([, isSame]) => !isSame)
    .map(([field]) => field);
}

function requireSteward(member: Member): void {
  if (member.hat !== 'steward') {
    throw new Refusal('forbidden', 'steward.only', 'Only a steward of this collective can do that.');
  }
}
