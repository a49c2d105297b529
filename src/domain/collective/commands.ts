import { markdownToHtml } from '../../core/html.ts';
import type { ActorId } from '../../core/id.ts';
import { instanceHandle } from '../../core/iri.ts';
import { Refusal } from '../../core/refusal.ts';
import { addLocalActor, type MakeKeys } from '../actors/commands.ts';
import { record } from '../outbox.ts';
import type { Work } from '../work.ts';
import type { Collective } from './collective.ts';
import { findOrigin, requireCollective } from './queries.ts';

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
  const refuse = (field: string, message: string): never => {
    throw new Refusal('invalid', `collective.${field}`, message);
  };
  const name = profile.name.trim();
  if (name.length < 1 || name.length > 80)
    refuse('name', `The name has ${name.length} characters; 1 to 80 fit.`);
  const purpose = profile.purpose.trim();
  if (purpose.length < 1 || purpose.length > 2000)
    refuse('purpose', `The purpose has ${purpose.length} characters; 1 to 2,000 fit.`);
  if (!/^#[0-9a-f]{6}$/i.test(profile.colour))
    refuse('colour', `"${profile.colour}" is not a colour. Write for example #2b5d8a.`);
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(profile.language) || !isLanguageTag(profile.language)) {
    refuse('language', `"${profile.language}" is not a language tag. Write for example en or pt-BR.`);
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
