import { type MemberId, newId, type OpportunityId } from '../../core/id.ts';
import { iri, paths } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { markGone } from '../actors/commands.ts';
import { lockCollective, requireCollective } from '../collective/queries.ts';
import { requireMay } from '../members/can.ts';
import type { Member } from '../members/member.ts';
import { notify } from '../notice.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import {
  asKept,
  checkDraft,
  isLive,
  moveTo,
  nextStatuses,
  type Opportunity,
  type OpportunityDraft,
  refuseOtherStep,
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
  requireMay(member, 'opportunity.write');
  checkDraft(draft);
  refusePastDeadline(draft.deadline, work.now);
  const { title, outcome, roles, languages, contact, audience, ...rest } = asKept(draft);
  return keepFeatured(work, async () => {
    const row = await work.tx
      .insertInto('opportunity')
      .values({
        id: newId<OpportunityId>(),
        status,
        revision: 1,
        title,
        outcome,
        roles: rolesToJson(roles),
        languages: [...languages],
        contact,
        audience,
        reason: null,
        posted_by: member.id,
        created_at: work.now,
        published_at: status === 'open' ? work.now : null,
        updated_at: work.now,
        ...draftColumns(rest),
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    const opportunity = toOpportunity(row);
    await writeRevision(work, opportunity, member.id, status === 'open' ? 'posted' : 'drafted');
    if (status === 'open') await announcePosted(work, member.id, opportunity);
    return opportunity;
  });
}

/**
 * Change what an opportunity says. One that is live tells everyone who was told; one that is over, but may open
 * again, takes a new deadline and nothing else.
 * @throws Refusal forbidden `steward.only`; conflict `opportunity.not_live`, `opportunity.audience_fixed`; what `checkDraft` refuses
 */
export async function editOpportunity(
  work: Work,
  member: Member,
  id: OpportunityId,
  draft: OpportunityDraft,
): Promise<Opportunity> {
  requireMay(member, 'opportunity.write');
  checkDraft(draft);
  const before = await lockOpportunity(work.tx, id);
  const said = asKept(draft);
  const changed = changedFields(before, said);
  refuseSettled(before, changed);
  if (changed.length === 0) return before;
  if (changed.includes('deadline')) refusePastDeadline(draft.deadline, work.now);
  const after = { ...before, ...said, revision: before.revision + 1, updatedAt: work.now };
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
  requireMay(member, 'opportunity.write');
  const words = reason?.trim() ?? '';
  if (words.length > 500)
    throw new Refusal(
      'invalid',
      'opportunity.reason',
      `The reason has ${words.length} characters; at most 500 fit.`,
      { length: words.length, next },
    );
  if ((next === 'closed' || next === 'withdrawn') && words === '') {
    throw new Refusal(
      'invalid',
      'opportunity.reason',
      `Say why it is ${next}: one sentence that its readers will see.`,
      { length: 0, next },
    );
  }
  const before = await lockOpportunity(work.tx, id);
  refuseOtherStep(before.status, next);
  return keepFeatured(work, () => applyMove(work, before, next, words === '' ? null : words, member.id));
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
  requireMay(member, 'opportunity.write');
  const opportunity = await lockOpportunity(work.tx, id);
  await keepFeatured(work, async () => {
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
  if (before.status === 'draft') await announcePosted(work, by, after);
  else await announce(work, 'opportunity.changed', after);
  return after;
}

/** Followers are told at once; members hear of it as each of them likes. */
async function announcePosted(work: Work, by: MemberId | null, opportunity: Opportunity): Promise<void> {
  await announce(work, 'opportunity.posted', opportunity);
  const { id, title } = opportunity;
  await notify(
    work,
    { everybody: true, but: by ?? undefined },
    { event: 'opportunity.posted', opportunity: id, title },
  );
}

async function store(work: Work, opportunity: Opportunity): Promise<void> {
  await work.tx
    .updateTable('opportunity')
    .set({
      status: opportunity.status,
      revision: opportunity.revision,
      title: opportunity.title,
      outcome: opportunity.outcome,
      roles: rolesToJson(opportunity.roles),
      languages: [...opportunity.languages],
      contact: opportunity.contact,
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

/**
 * Run a change and tell followers what it put on, or took off, the collective's profile. One after another: two at
 * once would each tell of the same one. Opportunities are locked before it, never inside.
 */
async function keepFeatured<T>(work: Work, change: () => Promise<T>): Promise<T> {
  const { actor } = await lockCollective(work.tx);
  const before = new Set((await featuredOpportunities(work.tx)).map((opportunity) => opportunity.id));
  const result = await change();
  const after = new Set((await featuredOpportunities(work.tx)).map((opportunity) => opportunity.id));
  for (const opportunity of before.difference(after))
    await record(work, { kind: 'opportunity.unfeatured', by: actor, opportunity });
  for (const opportunity of after.difference(before))
    await record(work, { kind: 'opportunity.featured', by: actor, opportunity });
  return result;
}

function refuseSettled(before: Opportunity, changed: readonly string[]): void {
  if (before.status === 'draft') return;
  const isOnlyDeadline = changed.length === 1 && changed[0] === 'deadline';
  // It can open again only with a deadline in the future, so that much may be said while it is over.
  const awaitsDeadline = isOnlyDeadline && nextStatuses(before.status).includes('open');
  if (!isLive(before.status) && !awaitsDeadline) {
    throw new Refusal(
      'conflict',
      'opportunity.not_live',
      `This opportunity is ${before.status}. Open it again before you change it.`,
      { status: before.status },
    );
  }
  if (changed.includes('audience')) {
    throw new Refusal(
      'conflict',
      'opportunity.audience_fixed',
      'Who can read it was settled when it was posted. Post it anew for another audience.',
    );
  }
}

function changedFields(before: Opportunity, draft: OpportunityDraft): string[] {
  const same: Readonly<Record<keyof OpportunityDraft, boolean>> = {
    title: before.title === draft.title,
    outcome: before.outcome === draft.outcome,
    roles: rolesToJson(before.roles) === rolesToJson(draft.roles),
    deadline: String(before.deadline) === String(draft.deadline),
    place: before.place.kind === draft.place.kind && before.place.name === draft.place.name,
    languages: before.languages.join() === draft.languages.join(),
    contact: before.contact === draft.contact,
    audience: before.audience === draft.audience,
  };
  return Object.entries(same)
    .filter(([, isSame]) => !isSame)
    .map(([field]) => field);
}
