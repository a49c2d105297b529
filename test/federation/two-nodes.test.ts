import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOwnKeys } from '../../federation/keys.ts';
import type { Iri, OpportunityId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { changeCollective } from '../../src/domain/collective/commands.ts';
import { listDeliveries } from '../../src/domain/deliveries/queries.ts';
import { acceptFollower, rejectFollower, unfollow } from '../../src/domain/follows/commands.ts';
import { listFollowers, listFollowing } from '../../src/domain/follows/queries.ts';
import { announceAlly, listFromAllies } from '../../src/domain/opportunities/allies.ts';
import {
  changeStatus,
  deleteOpportunity,
  editOpportunity,
  postOpportunity,
} from '../../src/domain/opportunities/commands.ts';
import { storeKinds } from '../support/database.ts';
import { follow, followEachOther, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { draft, postsOf } from './samples.ts';

describe.each(storeKinds)('two nodes on %s', (kind) => {
  let loom: TestNode;
  let kiln: TestNode;
  beforeAll(async () => {
    [loom, kiln] = await Promise.all([
      startTestNode({ kind, handle: 'loom' }),
      startTestNode({ kind, handle: 'kiln' }),
    ]);
  });
  afterAll(() => Promise.all([loom?.close(), kiln?.close()]));

  const at = (path: string): Iri => iri(loom.origin, path);
  const fromLoom = async (id: OpportunityId) =>
    (await listFromAllies(kiln.db)).items.find((item) => item.opportunity.iri === at(paths.opportunity(id)));

  it('find each other by handle, by actor address, by home page and by a page of the actor', async () => {
    const { resolve } = kiln.federation.federate;
    const known = { iri: loom.actor.iri, type: 'Group', handle: 'loom', host: loom.host, name: 'Loom' };
    expect(await resolve(`@loom@${loom.host}`)).toMatchObject(known);
    expect(await resolve(loom.actor.iri)).toMatchObject(known);
    expect(await resolve(`${loom.origin}/`)).toMatchObject(known);
    expect(await resolve(`@kiln@${kiln.host}`)).toMatchObject({ id: kiln.actor.id, isLocal: true });
  });

  it('follow each other and are let in at once; both count it', async () => {
    await followEachOther(loom, kiln);
    for (const [one, other] of [
      [loom, kiln],
      [kiln, loom],
    ] as const) {
      const followers = await listFollowers(one.db, one.collective.actor, 'accepted');
      expect(followers.items.map((item) => item.actor.iri)).toEqual([other.actor.iri]);
      const following = await listFollowing(one.db, one.collective.actor);
      expect(following.items.map((item) => [item.actor.iri, item.state])).toEqual([
        [other.actor.iri, 'accepted'],
      ]);
      const page = await (await one.get(`/@${one.collective.handle}/followers?page=`)).json();
      expect(page).toMatchObject({ totalItems: 1, orderedItems: [other.actor.iri] });
    }
  });

  it('an opportunity arrives with all it says and where it came from', async () => {
    const written = draft({ title: 'Arrives whole', languages: ['en', 'pt'] });
    const { id } = await loom.work((work) => postOpportunity(work, loom.steward, written, 'open'));
    await settled(loom, kiln);
    const found = await fromLoom(id);
    expect(found).toMatchObject({
      collective: { name: 'Loom', handle: 'loom', host: loom.host, iri: loom.actor.iri },
      opportunity: {
        iri: at(paths.opportunity(id)),
        post: at(paths.post(id)),
        url: at(paths.opportunity(id)),
        status: 'open',
        title: 'Arrives whole',
        outcome: '<p>Forty templates meet <strong>WCAG 2.2 AA</strong>.</p>',
        roles: written.roles,
        place: written.place,
        languages: ['en', 'pt'],
        contact: 'Tomas Stern',
        revision: 1,
      },
    });
    expect(found?.opportunity.deadline?.equals(written.deadline ?? '')).toBe(true);
    expect((await postsOf(kiln)).map((post) => post.iri)).toContain(at(paths.post(id)));
  });

  it('an edit and a change of status arrive as newer revisions, even right after somebody read the old one', async () => {
    const { id } = await loom.work((work) =>
      postOpportunity(work, loom.steward, draft({ title: 'One' }), 'open'),
    );
    await settled(loom, kiln);
    // Whoever reads makes the node keep the document for a moment; the ally must not be given that copy.
    await loom.get(paths.opportunity(id));
    await loom.work((work) => editOpportunity(work, loom.steward, id, draft({ title: 'Two' })));
    await settled(loom, kiln);
    expect((await fromLoom(id))?.opportunity).toMatchObject({ title: 'Two', revision: 2, status: 'open' });
    await loom.get(paths.opportunity(id));
    await loom.work((work) => changeStatus(work, loom.steward, id, 'shortlisting', null));
    await settled(loom, kiln);
    expect((await fromLoom(id))?.opportunity).toMatchObject({ revision: 3, status: 'shortlisting' });
  });

  it('filled: the post leads with the word and the Proposal says so', async () => {
    const { id } = await loom.work((work) =>
      postOpportunity(work, loom.steward, draft({ title: 'A & B' }), 'open'),
    );
    await settled(loom, kiln);
    await loom.work((work) => changeStatus(work, loom.steward, id, 'filled', 'Thanks to Kiln.'));
    await settled(loom, kiln);
    expect((await fromLoom(id))?.opportunity).toMatchObject({ status: 'filled', revision: 2 });
    const post = (await postsOf(kiln)).find((one) => one.iri === at(paths.post(id)));
    expect(post?.html).toMatch(/^<p><strong>FILLED<\/strong> A &amp; B<br \/?>Thanks to Kiln\.<\/p>/);
    const note = await (await loom.get(paths.post(id))).json();
    expect(note.content).toMatch(/^<p><strong>FILLED<\/strong> A &#38; B/);
  });

  it('a change that was overtaken by a later one changes nothing', async () => {
    const { id } = await loom.work((work) =>
      postOpportunity(work, loom.steward, draft({ title: 'v1' }), 'open'),
    );
    await settled(loom, kiln);
    await kiln.stopWork();
    for (const title of ['v2', 'v3']) {
      await loom.work((work) => editOpportunity(work, loom.steward, id, draft({ title })));
      await settled(loom);
    }
    // The two Updates wait in the inbox: read them the wrong way round.
    const updates = await kiln.db
      .selectFrom('inbox_item')
      .selectAll()
      .where('type', '=', 'Update')
      .orderBy('id')
      .execute();
    expect(updates.map((item) => item.body.includes('v3'))).toEqual([false, true]);
    const [older, newer] = updates;
    await kiln.db
      .updateTable('inbox_item')
      .set({ body: newer?.body ?? '', activity_id: 'urn:x:1' })
      .where('id', '=', older?.id ?? 0)
      .execute();
    await kiln.db
      .updateTable('inbox_item')
      .set({ body: older?.body ?? '', activity_id: 'urn:x:2' })
      .where('id', '=', newer?.id ?? 0)
      .execute();
    kiln.startWork();
    await settled(kiln);
    expect((await fromLoom(id))?.opportunity).toMatchObject({ title: 'v3', revision: 3 });
    expect((await postsOf(kiln)).find((post) => post.iri === at(paths.post(id)))?.html).toContain('v3');
  });

  it('deleted: gone from what allies offer; both addresses answer 410 with a Tombstone whatever is asked for', async () => {
    const { id } = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
    await settled(loom, kiln);
    expect(await fromLoom(id)).toBeDefined();
    await loom.work((work) => deleteOpportunity(work, loom.steward, id));
    await settled(loom, kiln);
    expect(await fromLoom(id)).toBeUndefined();
    expect((await postsOf(kiln)).map((post) => post.iri)).not.toContain(at(paths.post(id)));
    for (const path of [paths.opportunity(id), paths.post(id)]) {
      for (const accept of [
        'application/activity+json',
        'application/ld+json',
        'application/json',
        '*/*',
        'image/png',
        null,
      ]) {
        const answer = await loom.get(path, accept);
        expect([path, accept, answer.status]).toEqual([path, accept, 410]);
        expect(await answer.json()).toMatchObject({ id: at(path), type: 'Tombstone' });
      }
      const page = await loom.get(path, 'text/html,application/xhtml+xml,*/*;q=0.8');
      expect([page.status, page.headers.get('content-type')]).toEqual([410, 'text/html; charset=UTF-8']);
    }
  });

  it('an ally passes an opportunity on by its address; the followers and the author hear of it', async () => {
    const { id } = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
    await settled(loom, kiln);
    await kiln.work((work) => announceAlly(work, kiln.steward, at(paths.opportunity(id))));
    await settled(loom, kiln);
    const reactions = await loom.db
      .selectFrom('reaction')
      .innerJoin('actor', 'actor.id', 'reaction.actor_id')
      .select(['kind', 'object_iri', 'actor.iri'])
      .execute();
    expect(reactions).toEqual([{ kind: 'announce', object_iri: at(paths.post(id)), iri: kiln.actor.iri }]);
    const outbox = await (await kiln.get('/@kiln/outbox?page=')).json();
    expect(outbox.orderedItems).toEqual([
      expect.objectContaining({ type: 'Announce', object: at(paths.post(id)) }),
    ]);
  });

  it('what is for followers only arrives with allies as well, for as long as they follow', async () => {
    const quiet = draft({ title: 'Quiet', audience: 'followers' });
    const { id } = await loom.work((work) => postOpportunity(work, loom.steward, quiet, 'open'));
    await settled(loom, kiln);
    expect((await fromLoom(id))?.opportunity).toMatchObject({ title: 'Quiet' });
    const instance = await createOwnKeys(kiln.platform).of('instance');
    const read = async () => {
      if (instance === undefined) throw new Error('A node has an instance actor.');
      return loom.getSigned({ keyId: instance.keyId, privateKey: instance.rsa }, paths.opportunity(id));
    };
    expect(await read()).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
    await loom.db.updateTable('follower').set({ state: 'pending' }).execute();
    expect(await read()).toMatchObject({ status: 404 });
    await loom.db.updateTable('follower').set({ state: 'accepted' }).execute();
  });

  it('stop following: the Undo names the original Follow, and nothing more arrives', async () => {
    const { follow_iri } = await kiln.db
      .selectFrom('following')
      .select('follow_iri')
      .executeTakeFirstOrThrow();
    const { id } = await kiln.federation.federate.resolve(loom.actor.iri);
    await kiln.work((work) => unfollow(work, kiln.collective.actor, id));
    await settled(loom, kiln);
    const said = await kiln.db
      .selectFrom('activity')
      .select('body')
      .where('type', '=', 'Undo')
      .executeTakeFirstOrThrow();
    expect(JSON.parse(said.body).object).toMatchObject({
      id: follow_iri,
      type: 'Follow',
      actor: kiln.actor.iri,
      object: loom.actor.iri,
    });
    expect((await listFollowers(loom.db, loom.collective.actor, 'accepted')).items).toEqual([]);
    expect((await listFromAllies(kiln.db)).items).toEqual([]);
    const before = await loom.db.selectFrom('delivery').select('activity_iri').execute();
    await loom.work((work) => postOpportunity(work, loom.steward, draft({ title: 'Not for Kiln' }), 'open'));
    await settled(loom, kiln);
    expect(await loom.db.selectFrom('delivery').select('activity_iri').execute()).toHaveLength(before.length);
    expect((await postsOf(kiln)).filter((post) => post.html.includes('Not for Kiln'))).toEqual([]);
  });

  describe('when the collective decides about its followers', () => {
    beforeAll(async () => {
      await loom.work((work) => changeCollective(work, { ...loom.collective, followPolicy: 'approve' }));
      await settled(loom, kiln);
    });

    const state = async () =>
      (await listFollowing(kiln.db, kiln.collective.actor)).items.map((item) => item.state);
    const waiting = async () =>
      (await listFollowers(loom.db, loom.collective.actor, 'pending')).items.map((item) => item.actor);

    it('Z07: a Follow waits, is not answered, and nothing is delivered before somebody agrees', async () => {
      await follow(kiln, loom.actor.iri);
      await settled(loom, kiln);
      expect(await state()).toEqual(['requested']);
      expect((await waiting()).map((actor) => actor.iri)).toEqual([kiln.actor.iri]);
      const { id } = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
      await settled(loom, kiln);
      expect((await listDeliveries(loom.db, { object: at(paths.post(id)) })).items).toEqual([]);
      expect(await (await loom.get('/@loom/followers')).json()).toMatchObject({ totalItems: 0 });
    });

    it('a steward lets the follower in, and from then on it hears', async () => {
      const [kilnThere] = await waiting();
      await loom.work((work) => acceptFollower(work, loom.collective.actor, kilnThere?.id ?? loom.actor.id));
      await settled(loom, kiln);
      expect(await state()).toEqual(['accepted']);
      await loom.work((work) => postOpportunity(work, loom.steward, draft({ title: 'Heard' }), 'open'));
      await settled(loom, kiln);
      expect((await listFromAllies(kiln.db)).items[0]?.opportunity.title).toBe('Heard');
    });

    it('a steward sends the follower away later: it knows, and hears no more', async () => {
      const [{ actor } = { actor: undefined }] = (
        await listFollowers(loom.db, loom.collective.actor, 'accepted')
      ).items;
      await loom.work((work) => rejectFollower(work, loom.collective.actor, actor?.id ?? loom.actor.id));
      await settled(loom, kiln);
      expect(await state()).toEqual(['rejected']);
      expect((await listFromAllies(kiln.db)).items).toEqual([]);
      await loom.work((work) => postOpportunity(work, loom.steward, draft({ title: 'Unheard' }), 'open'));
      await settled(loom, kiln);
      expect((await postsOf(kiln)).filter((post) => post.html.includes('Unheard'))).toEqual([]);
    });

    it('asks again and is refused', async () => {
      await follow(kiln, loom.actor.iri);
      await settled(loom, kiln);
      expect(await state()).toEqual(['requested']);
      const [kilnThere] = await waiting();
      await loom.work((work) => rejectFollower(work, loom.collective.actor, kilnThere?.id ?? loom.actor.id));
      await settled(loom, kiln);
      expect(await state()).toEqual(['rejected']);
      expect(await waiting()).toEqual([]);
    });
  });
});
