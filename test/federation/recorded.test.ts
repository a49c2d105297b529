import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../federation/wire/json.ts';
import type { Iri } from '../../src/core/id.ts';
import { iri, paths } from '../../src/core/iri.ts';
import { postOpportunity } from '../../src/domain/opportunities/commands.ts';
import { listReplies } from '../../src/domain/posts/queries.ts';
import { follow, settled, startTestNode, type TestNode } from '../support/nodes.ts';
import { type Peer, type PeerActor, startPeer } from '../support/peer.ts';
import { activityBy, ally, draft, followedBy, followersOf, postsOf, told } from './samples.ts';

/** What these servers really sent in a lab, played to our node by a server at another address with a key of its own. */
const folder = new URL('../fixtures/activitypub/', import.meta.url);
const software = { cherrypick: 'cp.test', gotosocial: 'gts.test', hollo: 'hollo.test', wordpress: 'wp.test' };

let loom: TestNode;
let post: Iri;
beforeAll(async () => {
  loom = await startTestNode({ kind: 'postgresql', handle: 'loom' });
  const { id } = await loom.work((work) => postOpportunity(work, loom.steward, draft(), 'open'));
  post = iri(loom.origin, paths.post(id));
});
afterEach(async () => {
  for (const table of [
    'follower',
    'following',
    'reaction',
    'post',
    'blocked_by',
    'inbox_seen',
    'gone',
    'undone',
  ]) {
    await sql`delete from ${sql.table(table)}`.execute(loom.db);
  }
});
afterAll(() => loom?.close());

describe.each(Object.entries(software))('what %s sends', (name, host) => {
  let peer: Peer;
  let sender: PeerActor;
  beforeAll(async () => {
    peer = await startPeer();
    sender = actorLike(read('00-actor.json'));
  });
  afterAll(() => peer?.close());

  /** A fixture with its sender at the peer, and what it says of the lab's own actor said of us. */
  function read(file: string, ourFollow = `${loom.origin}/activities/none`): JsonObject {
    const text = readFileSync(new URL(`${name}/${file}`, folder), 'utf8')
      .replaceAll(`https://${host}`, peer.origin)
      .replaceAll('https://tiny.test/users/tiny', loom.actor.iri)
      .replace(/https:\/\/tiny\.test\/notes\/[0-9a-f-]+/g, post)
      .replace(/https:\/\/tiny\.test\/act\/[0-9a-f-]+/g, ourFollow)
      .replaceAll('https://tiny.test', loom.origin);
    return object(JSON.parse(text));
  }

  function actorLike(document: JsonObject): PeerActor {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const key = { ...object(document['publicKey']), publicKeyPem };
    const own = { ...document, publicKey: key };
    const id = String(document['id']);
    peer.serve(pathOf(id), own);
    return {
      id,
      keyId: String(object(document['publicKey'])['id']),
      inbox: String(document['inbox']),
      privateKey,
      publicKeyPem,
      document: own,
    };
  }

  const say = async (...activities: readonly JsonObject[]) => {
    for (const activity of activities)
      expect(await loom.receive(sender, activity)).toMatchObject({ status: 202 });
    await settled(loom);
  };
  const reactions = async () =>
    (await loom.db.selectFrom('reaction').select(['kind', 'object_iri']).execute()).map((row) => [
      row.kind,
      row.object_iri,
    ]);
  const following = async () =>
    (await loom.db.selectFrom('following').select('state').execute()).map((row) => row.state);
  const blocks = async () => (await loom.db.selectFrom('blocked_by').select('actor_id').execute()).length;
  const html = async (of: JsonObject) => (await postsOf(loom)).find((one) => one.iri === of['id'])?.html;
  /** Sends the activity inside an Undo a minute ago: another test may have sent the very same bytes this second. */
  const sayInner = async (activity: JsonObject) => {
    const first = { '@context': activity['@context'], actor: sender.id, ...object(activity['object']) };
    await loom.receive(sender, first, { at: Date.now() - 60_000 });
    await settled(loom);
  };

  const plays: Readonly<Record<string, (activity: JsonObject, file: string) => Promise<void>>> = {
    Follow: async (activity) => {
      peer.clear();
      await say(activity);
      expect(await followersOf(loom)).toEqual({ [sender.id]: 'accepted' });
      const answers = peer.requests
        .filter((request) => request.method === 'POST')
        .map((request) => JSON.parse(request.body.toString()));
      expect(answers).toMatchObject([
        {
          type: 'Accept',
          actor: loom.actor.iri,
          object: { id: activity['id'], type: 'Follow', actor: sender.id, object: loom.actor.iri },
        },
      ]);
    },
    'Undo Follow': async (activity) => {
      await sayInner(activity);
      expect(await followersOf(loom)).toEqual({ [sender.id]: 'accepted' });
      await say(activity);
      expect(await followersOf(loom)).toEqual({});
    },
    Accept: async (_activity, file) => {
      await follow(loom, sender.id);
      await settled(loom);
      const { follow_iri } = await loom.db
        .selectFrom('following')
        .select('follow_iri')
        .executeTakeFirstOrThrow();
      await say(read(file, follow_iri));
      expect(await following()).toEqual(['accepted']);
    },
    Reject: async (_activity, file) => {
      await ally(loom, sender);
      const { follow_iri } = await loom.db
        .selectFrom('following')
        .select('follow_iri')
        .executeTakeFirstOrThrow();
      await say(read(file, follow_iri));
      expect(await following()).toEqual(['rejected']);
    },
    Like: async (activity) => {
      await say(activity);
      expect(await reactions()).toEqual([['like', post]]);
    },
    Announce: async (activity) => {
      await say(activity);
      expect(await reactions()).toEqual([['announce', post]]);
    },
    'Undo Like': undone,
    'Undo Announce': undone,
    Create: async (activity, file) => {
      const note = object(activity['object']);
      const isForUs = JSON.stringify(note).includes(loom.origin);
      // From a stranger only what concerns us; from somebody we follow everything.
      await say(activity);
      expect((await html(note)) !== undefined).toBe(isForUs && !file.includes('quote'));
      await sql`delete from inbox_seen`.execute(loom.db);
      await ally(loom, sender);
      await say({ ...activity, published: '2026-11-20T12:00:00Z' });
      expect(await html(note)).toMatch(/\d{10}/);
      const { visibility, in_reply_to } = await loom.db
        .selectFrom('post')
        .selectAll()
        .executeTakeFirstOrThrow();
      expect(visibility).toBe(/public|unlisted|followers|direct/.exec(file)?.[0]);
      expect(in_reply_to).toBe(file.includes('reply') ? post : null);
      expect((await listReplies(loom.db, post)).map((reply) => reply.iri)).toEqual(
        file.includes('reply') ? [note['id']] : [],
      );
    },
    'Update Note': async (activity) => {
      const { updated, ...note } = object(activity['object']);
      await ally(loom, sender);
      await say(told(sender, 'Create', { ...note, content: 'before' }), activity);
      // Hollo tells of new counts without a date: that is no edit.
      if (updated === undefined) expect(await html(note)).toBe('before');
      else expect(await html(note)).toMatch(/edited/i);
    },
    'Update Person': async (activity) => {
      await ally(loom, sender);
      const renamed = { ...sender.document, name: `Renamed at ${host}` };
      peer.serve(pathOf(sender.id), renamed);
      await say(activity);
      const [actor] = await loom.db
        .selectFrom('actor')
        .select('name')
        .where('iri', '=', sender.id as Iri)
        .execute();
      expect(actor?.name).toBe(`Renamed at ${host}`);
    },
    Delete: async (activity) => {
      const about = activity['object'];
      const id = isJsonObject(about) ? about['id'] : about;
      const note = {
        id,
        type: 'Note',
        attributedTo: sender.id,
        to: [loom.actor.iri],
        content: 'soon gone',
        published: '2026-11-20T09:00:00Z',
      };
      await say(told(sender, 'Create', note));
      expect(await html(note)).toBe('soon gone');
      await say(activity);
      expect(await html(note)).toBeUndefined();
      await say(told(sender, 'Create', note));
      expect(await html(note)).toBeUndefined();
    },
    Block: async (activity) => {
      await ally(loom, sender);
      await followedBy(loom, sender);
      await say(activity);
      expect([await followersOf(loom), await following(), await blocks()]).toEqual([{}, [], 1]);
    },
    'Undo Block': async (activity) => {
      await sayInner(activity);
      expect(await blocks()).toBe(1);
      await say(activity);
      expect(await blocks()).toBe(0);
    },
  };

  async function undone(activity: JsonObject): Promise<void> {
    await sayInner(activity);
    expect(await reactions()).toHaveLength(1);
    await say(activity);
    expect(await reactions()).toEqual([]);
  }

  const files = readdirSync(new URL(`${name}/`, folder)).filter((file) => /^(?!00-).*\.json$/.test(file));
  it.each(files)('%s has its effect', async (file) => {
    const activity = read(file);
    const type = String(activity['type']);
    const about = isJsonObject(activity['object']) ? String(activity['object']['type']) : '';
    const play = plays[`${type} ${about}`] ?? plays[type];
    if (play === undefined) throw new Error(`Nobody says what ${type} of ${about} should do.`);
    await play(activity, file);
  });

  it('is found by its handle', async () => {
    const jrd = read('00-webfinger.json');
    const handle = String(jrd['subject']).replace('acct:', '').replace(`@${host}`, `@${peer.host}`);
    peer.serve(`/.well-known/webfinger?resource=${encodeURIComponent(`acct:${handle}`)}`, {
      headers: { 'content-type': 'application/jrd+json; charset=utf-8' },
      body: JSON.stringify({ ...jrd, subject: `acct:${handle}` }),
    });
    expect(await loom.federation.federate.resolve(`@${handle}`)).toMatchObject({
      iri: sender.id,
      host: peer.host,
    });
  });

  it('is answered 202 and ignored where it is nothing we know', async () => {
    await say(
      activityBy(sender, 'Arrive', { object: loom.actor.iri }),
      activityBy(sender, 'Add', { object: post, target: `${sender.id}/featured` }),
    );
    expect([await followersOf(loom), await reactions(), await postsOf(loom)]).toEqual([{}, [], []]);
  });
});

function object(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new TypeError('This is no JSON object.');
  return value;
}

function pathOf(address: string): string {
  const { pathname, search } = new URL(address);
  return pathname + search;
}
