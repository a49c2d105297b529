import type { ActorId, Iri } from '../../core/id.ts';
import { Refusal } from '../../core/refusal.ts';
import type { Work } from '../work.ts';
import type { RemotePerson } from './remote-person.ts';
import { sayingToJson } from './said.ts';

/**
 * Keep what another server says of somebody who lets us find them: insert it, or replace what we knew. What an older
 * reading says changes nothing.
 * @throws Refusal forbidden `actor.local` for an address of this node
 */
export async function keepRemotePerson(work: Work, person: RemotePerson): Promise<void> {
  if (person.actor.startsWith(`${work.origin}/`))
    throw new Refusal('forbidden', 'actor.local', 'That address belongs to this node.');
  const values = {
    collective_id: person.collective,
    name: person.name,
    handle: person.handle,
    host: person.host,
    headline: person.headline,
    url: person.url,
    said: sayingToJson(person),
    fetched_at: person.fetchedAt,
  };
  await work.tx
    .insertInto('remote_person')
    .values({ actor: person.actor, ...values })
    .onConflict((conflict) =>
      conflict.column('actor').doUpdateSet(values).where('remote_person.fetched_at', '<=', person.fetchedAt),
    )
    .execute();
}

/**
 * Somebody elsewhere may not be found here any more: they are gone, or said no. Pools and notes they stand in lose
 * them; to read somebody anew, keep them anew instead.
 */
export async function forgetRemotePerson(work: Work, actor: Iri): Promise<void> {
  await work.tx.deleteFrom('remote_person').where('actor', '=', actor).execute();
}

/** Everybody of a collective that is not followed any more. */
export async function forgetPeopleOf(work: Work, collective: ActorId): Promise<void> {
  await work.tx.deleteFrom('remote_person').where('collective_id', '=', collective).execute();
}
