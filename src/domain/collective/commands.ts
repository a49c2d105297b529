import { markdownToHtml } from '../../core/html.ts';
import type { ActorId } from '../../core/id.ts';
import { instanceHandle } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { addLocalActor, type MakeKeys } from '../actors/commands.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import { type Collective, type LogoForm, logoForms } from './collective.ts';
import { findOrigin, lockCollective, requireCollective } from './queries.ts';

/** What a collective says of itself; everything but the handle may change later. */
export type CollectiveProfile = Pick<
  Collective,
  'name' | 'purpose' | 'language' | 'followPolicy' | 'joinPolicy' | 'colour'
>;

/**
 * Found the collective: node, instance actor, collective actor. Happens once in the life of a database.
 * @throws Refusal conflict `node.set_up` the second time; invalid `collective.<field>`; what `addLocalActor` refuses
 */
export async function foundCollective(
  work: Work,
  profile: CollectiveProfile & { handle: string },
  makeKeys: MakeKeys,
): Promise<Collective> {
  await refuseSecondTime(work);
  checkProfile(profile);
  const { numInsertedOrUpdatedRows } = await work.tx
    .insertInto('node')
    .values({ origin: work.origin, created_at: work.now })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  // Somebody else founded it while this one waited.
  if (numInsertedOrUpdatedRows === 0n) await refuseSecondTime(work);
  const hostName = new URL(work.origin).host;
  await addLocalActor(
    work,
    { type: 'Application', handle: instanceHandle, name: hostName, summary: '', approvesFollowers: true },
    makeKeys,
  );
  const actor = await addLocalActor(
    work,
    { type: 'Group', handle: profile.handle, ...actorPart(profile) },
    makeKeys,
  );
  const { handle, name, purpose, language, followPolicy, joinPolicy, colour } = profile;
  await work.tx
    .insertInto('collective')
    .values({
      actor_id: actor.id,
      name,
      handle,
      purpose,
      language,
      follow_policy: followPolicy,
      join_policy: joinPolicy,
      colour,
      created_at: work.now,
      updated_at: work.now,
    })
    .execute();
  return requireCollective(work.tx);
}

async function refuseSecondTime(work: Work): Promise<void> {
  const origin = await findOrigin(work.tx);
  if (origin !== undefined)
    throw new Refusal('conflict', 'node.set_up', `This node is already set up for ${origin}.`);
}

/** Change what the collective says of itself; followers are told. @throws Refusal invalid `collective.<field>` */
export async function changeCollective(work: Work, profile: CollectiveProfile): Promise<void> {
  checkProfile(profile);
  const { name, purpose, language, followPolicy, joinPolicy, colour } = profile;
  const { actor_id } = await work.tx
    .updateTable('collective')
    .set({
      name,
      purpose,
      language,
      follow_policy: followPolicy,
      join_policy: joinPolicy,
      colour,
      updated_at: work.now,
    })
    .returning('actor_id')
    .executeTakeFirstOrThrow();
  const { name: shown, summary, approvesFollowers } = actorPart(profile);
  await work.tx
    .updateTable('actor')
    .set({ name: shown, summary, approves_followers: approvesFollowers, updated_at: work.now })
    .where('id', '=', actor_id)
    .execute();
  await record(work, { kind: 'actor.updated', by: actor_id satisfies ActorId });
}

/**
 * How many invitations of one member may be open at a time; 0 lets nobody invite. Those that are open stay open.
 * @throws Refusal invalid `collective.invitation_quota` for anything but a whole number from 0 to 1,000
 */
export async function setInvitationQuota(work: Work, quota: number): Promise<void> {
  if (!Number.isInteger(quota) || quota < 0 || quota > 1000) {
    throw new Refusal(
      'invalid',
      'collective.invitation_quota',
      `${quota} is not a number of invitations. Write a whole number from 0 to 1,000.`,
      { typed: String(quota) },
    );
  }
  await work.tx.updateTable('collective').set({ invitation_quota: quota }).execute();
}

/** A logo that was drawn anew, to be kept: `hash` is SHA-256 in hex of what was uploaded. */
export type NewLogo = { readonly hash: string } & { readonly [F in LogoForm]: Uint8Array };

/** Put a logo in place of the mark, or (`null`) take it away. The old one is forgotten; followers are told. */
export async function changeLogo(work: Work, logo: NewLogo | null): Promise<void> {
  const { actor } = await lockCollective(work.tx);
  await work.tx.deleteFrom('logo_picture').execute();
  if (logo !== null) {
    const rows = logoForms.map((form) => ({ hash: logo.hash, form, body: logo[form] }));
    await work.tx.insertInto('logo_picture').values(rows).execute();
  }
  await work.tx
    .updateTable('collective')
    .set({ logo: logo?.hash ?? null, updated_at: work.now })
    .execute();
  await work.tx.updateTable('actor').set({ updated_at: work.now }).where('id', '=', actor).execute();
  await record(work, { kind: 'actor.updated', by: actor });
}

function actorPart(profile: CollectiveProfile): {
  name: string;
  summary: string;
  approvesFollowers: boolean;
} {
  return {
    name: profile.name,
    summary: markdownToHtml(profile.purpose),
    approvesFollowers: profile.followPolicy === 'approve',
  };
}

function checkProfile(profile: CollectiveProfile): void {
  const refuse = (field: string, message: string, values: Refusal['values']): never => {
    throw new Refusal('invalid', `collective.${field}`, message, values);
  };
  const name = profile.name.trim();
  if (name.length < 1 || name.length > 80)
    refuse('name', `The name has ${name.length} characters; 1 to 80 fit.`, { length: name.length });
  const purpose = profile.purpose.trim();
  if (purpose.length < 1 || purpose.length > 2000)
    refuse('purpose', `The purpose has ${purpose.length} characters; 1 to 2,000 fit.`, {
      length: purpose.length,
    });
  if (!/^#[0-9a-f]{6}$/i.test(profile.colour))
    refuse('colour', `"${profile.colour}" is not a colour. Write for example #2b5d8a.`, {
      typed: profile.colour,
    });
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(profile.language) || !isLanguageTag(profile.language)) {
    refuse('language', `"${profile.language}" is not a language tag. Write for example en or pt-BR.`, {
      typed: profile.language,
    });
  }
}

/** Whether `Intl` takes it: what pages are written in must not make one fail. */
function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
