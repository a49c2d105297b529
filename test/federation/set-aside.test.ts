import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId, type OpportunityId } from '../../src/core/id.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { record } from '../../src/domain/outbox.ts';
import { storeKinds } from '../support/database.ts';
import { hurry, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { activityBy, draft, followedBy, noteBy, postsOf, soon, told } from './samples.ts';

describe.each(storeKinds)('what cannot be done, on %s', (kind) => {
  let loom: TestNode;
  let peer: Peer;
  let alice: PeerActor;
  const peers: Peer[] = [];
  beforeAll(async () => {
    loom = await startTestNode({ kind, handle: 'loom' });
  });
  // A server of its own for each test: only so many keys of one server are looked up in a minute.
  beforeEach(async () => {
    peer = await startPeer();
    peers.push(peer);
    alice = peer.actor('alice');
  });
  afterAll(() => Promise.all([loom?.close(), ...peers.map((one) => one.close())]));

  const toUs = (rest = {}) => noteBy(alice, { to: [loom.actor.iri], ...rest });
  const postOf = async (note: { readonly [key: string]: unknown }) =>
    (await postsOf(loom)).find((post) => post.iri === note['id']);
  const send = async (...activities: readonly unknown[]) => {
    for (const activity of activities)
      expect(await loom.receive(alice, activity)).toMatchObject({ status: 202 });
  };

  it('poison is tried five times, then set aside with its reason, and what comes after it passes', async () => {
    await sql`alter table post add constraint poison check (html not like '%poison%')`.execute(loom.db);
    const bob = peer.actor('bob');
    const [bad, good, other] = [
      toUs({ content: 'poison' }),
      toUs({ content: 'good' }),
      noteBy(bob, { to: [loom.actor.iri] }),
    ];
    await send(told(alice, 'Create', bad), told(alice, 'Create', good));
    await loom.receive(bob, told(bob, 'Create', other));
    await expect.poll(() => postOf(other), soon).toBeDefined();
    const item = () =>
      loom.db
        .selectFrom('inbox_item')
        .select(['attempts', 'is_dead', 'error', 'locked_until'])
        .where('body', 'like', '%poison%')
        .executeTakeFirst();
    for (const attempts of [1, 2, 3, 4]) {
      await expect.poll(item, soon).toMatchObject({
        attempts,
        locked_until: null,
        is_dead: false,
        error: expect.stringContaining('poison'),
      });
      await hurry(loom);
    }
    await expect.poll(item, soon).toMatchObject({
      attempts: 5,
      is_dead: true,
      error: expect.stringContaining('violates check constraint'),
    });
    await settled(loom);
    expect((await postOf(good))?.html).toBe('good');
    expect(await postOf(bad)).toBeUndefined();
    await sql`alter table post drop constraint poison`.execute(loom.db);
  });

  it('one poisoned activity among many that are written together spoils none of them', async () => {
    await sql`alter table post add constraint poison check (html not like '%poison%')`.execute(loom.db);
    const senders = Array.from({ length: 6 }, (_, index) => peer.actor(`crowd${index}`));
    const notes = senders.map((one, index) =>
      noteBy(one, { to: [loom.actor.iri], content: index === 3 ? 'poison' : 'fine' }),
    );
    await loom.stopWork();
    for (const [index, one] of senders.entries())
      await loom.receive(one, told(one, 'Create', notes[index] ?? {}));
    loom.startWork();
    for (const note of notes.filter((one) => one['content'] === 'fine'))
      await expect.poll(() => postOf(note), soon).toBeDefined();
    expect(await postOf(notes[3] ?? {})).toBeUndefined();
    await sql`alter table post drop constraint poison`.execute(loom.db);
    await sql`delete from inbox_item`.execute(loom.db);
  });

  it('what this node has to say about somebody who is gone since is left unsaid, and holds up nothing', async () => {
    const bob = peer.actor('bob');
    await followedBy(loom, bob);
    await loom.stopWork();
    peer.clear();
    await send(
      activityBy(alice, 'Follow', { object: loom.actor.iri }),
      activityBy(alice, 'Delete', { object: alice.id }),
    );
    await readInboxOnly();
    await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
    loom.startWork();
    await expect
      .poll(() => peer.requests.filter((one) => one.body.includes('"Create"')).length, soon)
      .toBe(1);
    await settled(loom);
  });

  it('an event that cannot be said is set aside after five tries with its reason, and the next one goes', async () => {
    await followedBy(loom, alice);
    const bad = newId<OpportunityId>();
    await sql`alter table activity add constraint poison check (type <> 'Delete')`.execute(loom.db);
    await loom.work((work) =>
      record(work, {
        kind: 'opportunity.deleted',
        by: loom.collective.actor,
        opportunity: bad,
        wasPublic: true,
      }),
    );
    await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
    const event = () =>
      loom.db
        .selectFrom('outbox')
        .select(['attempts', 'is_dead', 'error', 'locked_until'])
        .where('kind', '=', 'opportunity.deleted')
        .executeTakeFirst();
    for (const attempts of [1, 2, 3, 4]) {
      await expect.poll(event, soon).toMatchObject({
        attempts,
        locked_until: null,
        is_dead: false,
        error: expect.stringContaining('poison'),
      });
      await hurry(loom);
    }
    await expect.poll(event, soon).toMatchObject({ attempts: 5, is_dead: true });
    await settled(loom);
    expect(peer.requests.filter((one) => one.body.includes('"Create"'))).toHaveLength(1);
    await sql`alter table activity drop constraint poison`.execute(loom.db);
  });

  /** Lets everything that came in be read while nothing that has to be said is said. */
  async function readInboxOnly(): Promise<void> {
    await sql`update outbox set locked_until = now() + interval '1 minute' where done_at is null`.execute(
      loom.db,
    );
    await sql`create or replace function hold() returns trigger language plpgsql as $$ begin new.locked_until = now() + interval '1 minute'; return new; end $$`.execute(
      loom.db,
    );
    await sql`create trigger hold before insert on outbox for each row execute function hold()`.execute(
      loom.db,
    );
    loom.startWork();
    await expect.poll(() => loom.db.selectFrom('inbox_item').select('id').execute(), soon).toEqual([]);
    await loom.stopWork();
    await sql`drop trigger hold on outbox`.execute(loom.db);
    await sql`update outbox set locked_until = null where done_at is null`.execute(loom.db);
  }
});
