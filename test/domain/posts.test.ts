import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Iri, newId } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import type { Actor } from '../../src/domain/actors/actor.ts';
import { deletePost, keepPost, keepReaction, undoReaction } from '../../src/domain/posts/commands.ts';
import { type IncomingPost, visibilities } from '../../src/domain/posts/post.ts';
import { listReplies } from '../../src/domain/posts/queries.ts';
import { storeKinds } from '../support/database.ts';
import { type House, openHouse } from './house.ts';
import { addressOf, postOf } from './samples.ts';

const first = Temporal.Instant.from('2026-11-20T09:00:00Z');
const later = first.add({ seconds: 1 });

describe.each(storeKinds)('a post of somebody else, on %s', (kind) => {
  let house: House;
  let ana: Actor;
  let mallory: Actor;
  let ours: Iri;
  beforeAll(async () => {
    house = await openHouse(kind);
    ana = await house.somebody('@ana@kiln.example');
    mallory = await house.somebody('@mallory@kiln.example');
  });
  // A post of ours of its own for each test.
  beforeEach(() => {
    ours = iri(house.origin, paths.post(newId()));
  });
  afterAll(() => house?.close());

  const answer = (rest: Partial<IncomingPost> = {}, by = ana) => postOf(by, { inReplyTo: ours, ...rest });
  const keep = (post: IncomingPost, by = ana) => house.work((work) => keepPost(work, by, post));
  const remove = (address: Iri, by = ana) => house.work((work) => deletePost(work, by, address));
  const shown = async () => (await listReplies(house.db, ours)).map((reply) => reply.html);

  it('that answers ours is shown below it, oldest first', async () => {
    await keep(answer({ html: '<p>two</p>', publishedAt: later, updatedAt: later }));
    await keep(answer({ html: '<p>one</p>' }, mallory), mallory);
    expect(await shown()).toEqual(['<p>one</p>', '<p>two</p>']);
    const [reply] = await listReplies(house.db, ours);
    expect(reply?.author).toEqual(mallory);
  });

  it('is shown only if it was meant for everybody', async () => {
    for (const visibility of visibilities) await keep(answer({ visibility, html: `<p>${visibility}</p>` }));
    expect((await shown()).sort()).toEqual(['<p>public</p>', '<p>unlisted</p>']);
  });

  it('is replaced by a newer version of its author, and by nothing else', async () => {
    const post = answer({ updatedAt: later });
    await keep(post);
    await keep({ ...post, html: '<p>old</p>', updatedAt: first });
    await keep({ ...post, html: '<p>as old</p>' });
    await keep({ ...post, html: '<p>mine</p>', updatedAt: later.add({ hours: 1 }) }, mallory);
    expect(await shown()).toEqual(['<p>Hello</p>']);
    await keep({ ...post, html: '<p>new</p>', updatedAt: later.add({ seconds: 1 }) });
    expect(await shown()).toEqual(['<p>new</p>']);
  });

  it('that its author deleted does not come back, before or after', async () => {
    const [before, after] = [answer(), answer()];
    await keep(after);
    for (const { iri: address } of [before, after]) await remove(address);
    for (const post of [before, after]) await keep({ ...post, updatedAt: later });
    expect(await shown()).toEqual([]);
  });

  it('is not deleted or kept away by anybody but its author', async () => {
    const [before, after] = [answer({ html: '<p>1</p>' }), answer({ html: '<p>2</p>' })];
    await keep(after);
    for (const { iri: address } of [before, after]) await remove(address, mallory);
    await keep(before);
    expect((await shown()).sort()).toEqual(['<p>1</p>', '<p>2</p>']);
  });

  describe('a like or a share', () => {
    const react = (what: 'like' | 'announce', activity: Iri | null) =>
      house.work((work) => keepReaction(work, ana, what, ours, activity));
    const undo = (what: 'like' | 'announce' | null, object: Iri | null, activity: Iri | null, by = ana) =>
      house.work((work) => undoReaction(work, by, what, object, activity));
    const kept = async () => {
      const rows = await house.db
        .selectFrom('reaction')
        .select(['kind', 'activity_iri'])
        .where('object_iri', '=', ours)
        .orderBy('kind')
        .execute();
      return rows.map((row) => row.kind);
    };

    it('is kept once of each kind', async () => {
      for (const activity of [addressOf(ana, 'likes'), addressOf(ana, 'likes'), null])
        await react('like', activity);
      await react('announce', addressOf(ana, 'shares'));
      expect(await kept()).toEqual(['announce', 'like']);
    });

    it('is taken back by its id or by what it was about, by the one who gave it', async () => {
      const like = addressOf(ana, 'likes');
      await react('like', like);
      await react('announce', null);
      await undo('like', ours, like, mallory);
      await undo(null, null, null);
      expect(await kept()).toEqual(['announce', 'like']);
      await undo('announce', ours, null);
      expect(await kept()).toEqual(['like']);
      await undo(null, null, like);
      expect(await kept()).toEqual([]);
    });

    it('whose Undo came first stays away; another one counts', async () => {
      const like = addressOf(ana, 'likes');
      await undo('like', ours, like);
      await react('like', like);
      expect(await kept()).toEqual([]);
      await react('like', addressOf(ana, 'likes'));
      expect(await kept()).toEqual(['like']);
    });
  });
});
