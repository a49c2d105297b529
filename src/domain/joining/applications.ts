import { cleanText } from '../../core/html.ts';
import { type ApplicationId, type InvitationId, newId } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import { requireCollective } from '../collective/queries.ts';
import type { Engagement, Member } from '../members/member.ts';
import { notify } from '../notice.ts';
import type { Work } from '../work.ts';
import { type Application, type ApplicationDraft, checkApplication, vouchesNeeded } from './application.ts';
import { findApplication, requireApplication } from './application-queries.ts';
import type { FirstStage } from './invitation.ts';
import { addInvitation, issueInvitationLink, type MadeInvitation, renewInvitation } from './invitations.ts';
import { issueJoiningLink, unknownLink } from './links.ts';

/**
 * Ask to join. Nobody is looked up: a member's address is written like a stranger's. Returns the secret of the
 * address that says what became of it.
 * @throws Refusal invalid `application.<field>`; conflict `application.closed` where nobody can apply
 */
export async function apply(work: Work, draft: ApplicationDraft): Promise<string> {
  const { joinPolicy } = await requireCollective(work.tx);
  if (joinPolicy !== 'application') {
    throw new Refusal('conflict', 'application.closed', 'Nobody can apply here now.');
  }
  const checked = checkApplication(draft);
  await forgetOldApplications(work);
  const id = newId<ApplicationId>();
  await work.tx
    .insertInto('application')
    .values({ ...checked, id, links: [...checked.links], created_at: work.now })
    .execute();
  await notify(
    work,
    { everybody: true },
    { event: 'application.opened', application: id, name: checked.name },
  );
  return issueJoiningLink(work, { application: id }, null);
}

/**
 * Take one's own application back; what was written is erased.
 * @throws Refusal invalid `link.unknown`; conflict `application.decided`
 */
export async function withdrawApplication(work: Work, secret: string): Promise<void> {
  const found = await findApplication(work.tx, secret);
  if (found === undefined) throw unknownLink();
  if (found.state === 'withdrawn') return;
  const { id } = await lockWaiting(work, found.id);
  await work.tx.deleteFrom('application_vouch').where('application_id', '=', id).execute();
  await work.tx
    .updateTable('application')
    .set({
      ...{ name: '', email: null, fediverse: null, does: '', why: '', links: [] },
      withdrawn_at: work.now,
    })
    .where('id', '=', id)
    .execute();
}

/**
 * Vouch for somebody with a sentence, or say it differently. Stewards hear when enough do.
 * @throws Refusal invalid `application.sentence`; not-found `application.unknown`; conflict `application.decided`
 */
export async function vouch(work: Work, member: Member, id: ApplicationId, text: string): Promise<void> {
  const sentence = cleanText(text);
  if (sentence === '' || sentence.length > 500) {
    throw new Refusal(
      'invalid',
      'application.sentence',
      `The sentence has ${sentence.length} characters; 1 to 500 fit.`,
      { length: sentence.length },
    );
  }
  const before = await lockWaiting(work, id);
  await work.tx
    .insertInto('application_vouch')
    .values({ application_id: id, member_id: member.id, sentence, created_at: work.now })
    .onConflict((conflict) => conflict.columns(['application_id', 'member_id']).doUpdateSet({ sentence }))
    .execute();
  const { vouches, name } = await requireApplication(work.tx, id);
  const isReadyNow = before.vouches.length < vouchesNeeded && vouches.length >= vouchesNeeded;
  if (!isReadyNow) return;
  await notify(work, { hat: 'steward' }, { event: 'application.ready', application: id, name });
}

/** Take one's word back. @throws Refusal not-found `application.unknown`; conflict `application.decided` */
export async function takeBackVouch(work: Work, member: Member, id: ApplicationId): Promise<void> {
  await lockWaiting(work, id);
  await work.tx
    .deleteFrom('application_vouch')
    .where('application_id', '=', id)
    .where('member_id', '=', member.id)
    .execute();
}

/** As what somebody is admitted. */
export interface Admission {
  readonly engagement: Engagement;
  readonly stage: FirstStage;
}

/**
 * Admit somebody for whom two members vouch: they are invited, by the one who admits.
 * @throws Refusal conflict `application.too_few`, `application.decided`; not-found `application.unknown`
 */
export async function admit(
  work: Work,
  steward: Member,
  id: ApplicationId,
  { engagement, stage }: Admission,
): Promise<MadeInvitation> {
  const { vouches, name, email } = await lockWaiting(work, id);
  if (vouches.length < vouchesNeeded) {
    throw new Refusal(
      'conflict',
      'application.too_few',
      `${vouches.length} of ${vouchesNeeded} members vouch for ${name}. More have to before anybody is admitted.`,
      { count: vouches.length, needed: vouchesNeeded, name },
    );
  }
  await decide(work, steward, id, { is_admitted: true, reason: '' });
  return addInvitation(work, steward, { name, email, engagement, stage, note: '' }, id);
}

/**
 * Decline somebody, with a reason that they read.
 * @throws Refusal invalid `application.reason`; conflict `application.decided`; not-found `application.unknown`
 */
export async function declineApplication(
  work: Work,
  steward: Member,
  id: ApplicationId,
  text: string,
): Promise<void> {
  const reason = cleanText(text);
  if (reason === '' || reason.length > 1000) {
    throw new Refusal(
      'invalid',
      'application.reason',
      `The reason has ${reason.length} characters; 1 to 1,000 fit. They read it.`,
      { length: reason.length },
    );
  }
  await lockWaiting(work, id);
  await decide(work, steward, id, { is_admitted: false, reason });
}

/**
 * A link to the invitation that came of an application, for who has its secret address. One that ran out is renewed;
 * undefined where there is none, or it was used or taken back.
 * @throws Refusal invalid `link.unknown`
 */
export async function openAdmission(work: Work, secret: string): Promise<string | undefined> {
  const application = await findApplication(work.tx, secret);
  if (application === undefined) throw unknownLink();
  const row = await work.tx
    .selectFrom('invitation')
    .select(['id', 'used_at', 'revoked_at', 'expires_at', 'declined_at'])
    .where('application_id', '=', application.id)
    .executeTakeFirst();
  if (row === undefined || row.used_at !== null || row.revoked_at !== null) return undefined;
  const isOver = row.declined_at !== null || Temporal.Instant.compare(row.expires_at, work.now) <= 0;
  if (isOver) return (await renewInvitation(work, row.id satisfies InvitationId)).secret;
  return issueInvitationLink(work, row.id);
}

async function decide(
  work: Work,
  steward: Member,
  id: ApplicationId,
  decision: { readonly is_admitted: boolean; readonly reason: string },
): Promise<void> {
  await work.tx
    .updateTable('application')
    .set({ ...decision, decided_at: work.now, decided_by: steward.id })
    .where('id', '=', id)
    .execute();
}

/** An application nobody decided about yet, held against others. */
async function lockWaiting(work: Work, id: ApplicationId): Promise<Application> {
  await work.tx.selectFrom('application').select('id').where('id', '=', id).forUpdate().execute();
  const application = await requireApplication(work.tx, id);
  if (application.state === 'open') return application;
  throw new Refusal('conflict', 'application.decided', 'This application was decided or withdrawn already.');
}

/** What was decided or withdrawn three months ago is forgotten; so is what nobody decided within a year. */
async function forgetOldApplications(work: Work): Promise<void> {
  const long = work.now.subtract({ hours: 90 * 24 });
  await work.tx
    .deleteFrom('application')
    .where((where) =>
      where.or([
        where('decided_at', '<', long),
        where('withdrawn_at', '<', long),
        where('created_at', '<', work.now.subtract({ hours: 365 * 24 })),
      ]),
    )
    .execute();
}
