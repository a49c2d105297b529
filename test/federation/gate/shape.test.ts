import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ContextPlace, createContextCheck } from '../../../federation/gate/context.ts';
import {
  activityContext,
  actorContext,
  postContext,
  workContext,
} from '../../../federation/wire/vocabulary.ts';
import { withHeader } from '../../support/peer-message.ts';
import { likeBy, openWorld, told, type World } from './world.ts';

const AS = 'https://www.w3.org/ns/activitystreams';

function nested(depth: number): unknown {
  return depth === 0 ? 1 : { a: nested(depth - 1) };
}

describe('the shape of an activity', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  /** What becomes of a signed activity of alice with these properties besides or instead. */
  const like = async (besides: Readonly<Record<string, unknown>>) =>
    told(await world.admit(world.alice, likeBy(world.alice, besides)));
  /** What becomes of bytes that nobody signed: shape is judged before signatures. */
  const unsigned = async (body: string | Buffer) => {
    const message = world.sign(world.alice, typeof body === 'string' ? body : 'x');
    return told(
      await world.gate.admit(withHeader({ ...message, body: Buffer.from(body) }, 'signature', null)),
    );
  };

  it('I01: an activity id on another host is refused as id.origin, and the genuine one is still applied', async () => {
    const { alice, mallory } = world;
    const id = `${alice.id}/likes/genuine`;
    expect(told(await world.admit(mallory, likeBy(mallory, { id })))).toBe('400 id.origin');
    expect(told(await world.admit(alice, likeBy(alice, { id })))).toBe('accepted');
  });

  it('I01: another port or scheme is another origin', async () => {
    expect(await like({ id: 'http://third.test/act/1' })).toBe('400 id.origin');
    expect(await like({ id: world.alice.id.replace('http:', 'https:') })).toBe('400 id.origin');
  });

  it('I02: an activity without id is refused as id.missing', async () => {
    for (const id of [undefined, null]) expect(await like({ id, type: 'Create' })).toBe('400 id.missing');
    for (const type of ['Like', 'Follow', 'Undo', 'Delete', 'Announce', 'Whatever']) {
      expect(await like({ id: undefined, type })).toBe('400 id.missing');
    }
    expect(await like({ id: undefined, type: 'Update', object: `${world.alice.id}/notes/1` })).toBe(
      '400 id.missing',
    );
  });

  it('I02: an Accept, a Reject and an Update of its own profile may come without id', async () => {
    const { alice } = world;
    const profile = { id: alice.id, type: 'Person', name: 'Alice' };
    for (const besides of [{ type: 'Accept' }, { type: 'Reject' }, { type: 'Update', object: profile }]) {
      const activity = likeBy(alice, { ...besides, id: undefined });
      expect(await world.admit(alice, activity)).toMatchObject({
        kind: 'accepted',
        arrival: { activityId: null },
      });
    }
  });

  it('an id that is no web address is refused', async () => {
    for (const id of [
      'urn:uuid:1',
      'likes/1',
      '',
      'https://',
      'http://third.test\\@evil.test/1',
      ' http://third.test/1',
    ]) {
      expect([id, await like({ id })]).toEqual([id, '400 id.malformed']);
    }
    expect(await like({ id: 5 })).toBe('400 shape.id');
    expect(await like({ id: `${world.alice.id}/${'x'.repeat(2048)}` })).toBe('400 id.malformed');
  });

  it('I03: an activity with two actors is refused as actor.multiple', async () => {
    const { alice, mallory } = world;
    expect(told(await world.admit(mallory, likeBy(mallory, { actor: [mallory.id, alice.id] })))).toBe(
      '400 actor.multiple',
    );
    expect(await like({ actor: [world.alice.id] })).toBe('400 actor.multiple');
  });

  it('I03: an actor that is no plain address is refused', async () => {
    expect(await like({ actor: undefined })).toBe('400 actor.missing');
    expect(await like({ actor: { id: world.alice.id } })).toBe('400 actor.malformed');
    expect(await like({ actor: 'acct:alice@third.test' })).toBe('400 actor.malformed');
    expect(await like({ actor: `http://user@${world.third.host}/users/alice` })).toBe('400 actor.malformed');
  });

  it('an actor on http is refused where http is not allowed', async () => {
    const gate = world.anotherGate({ allowHttp: false });
    expect(told(await gate.admit(world.sign(world.alice, likeBy(world.alice))))).toBe('400 actor.malformed');
  });

  it('I12: an activity of two types is refused as type.multiple', async () => {
    expect(await like({ type: ['Create', 'Delete'] })).toBe('400 type.multiple');
    expect(await like({ type: ['Like'] })).toBe('400 type.multiple');
    expect(await like({ type: undefined })).toBe('400 type.missing');
    expect(await like({ type: { id: 'Like' } })).toBe('400 shape.type');
  });

  it('I12: an activity of an unknown type passes the gate under its own name, for the reader to ignore', async () => {
    const verdict = await world.admit(world.alice, likeBy(world.alice, { type: 'Ponder' }));
    expect(verdict).toMatchObject({ kind: 'accepted', arrival: { type: 'Ponder' } });
  });

  it('R06: more than 256 KiB are refused as shape.size before anything is parsed', async () => {
    const body = Buffer.alloc(256 * 1024 + 1, '[');
    expect(await unsigned(body)).toBe('413 shape.size');
    expect(await unsigned(Buffer.alloc(30 * 1024 * 1024, ' '))).toBe('413 shape.size');
  });

  it('R06: exactly 256 KiB are still taken', async () => {
    const activity = likeBy(world.alice, { content: '' });
    const room = 256 * 1024 - Buffer.byteLength(JSON.stringify(activity));
    expect(told(await world.admit(world.alice, { ...activity, content: 'x'.repeat(room) }))).toBe('accepted');
    expect(told(await world.admit(world.alice, { ...activity, content: 'x'.repeat(room + 1) }))).toBe(
      '413 shape.size',
    );
  });

  it('R07: unsigned JSON nested a thousand deep is refused as shape.depth in under 20 ms', async () => {
    const deep = `{"a":${'{"a":'.repeat(1000)}1${'}'.repeat(1001)}`;
    const started = performance.now();
    expect(await unsigned(deep)).toBe('400 shape.depth');
    expect(performance.now() - started).toBeLessThan(20);
    expect(await unsigned('['.repeat(200_000))).toBe('400 shape.depth');
  });

  it('R07: twenty-four levels pass and twenty-five do not', async () => {
    expect(await like({ object: nested(23) })).toBe('accepted');
    expect(await like({ object: nested(24) })).toBe('400 shape.depth');
    expect(await like({ object: `${'{['.repeat(50)} in a string` })).toBe('accepted');
  });

  it('R08: 100,000 addressees are refused as shape.width, unsigned', async () => {
    const wide = JSON.stringify({ type: 'Like', to: new Array(100_000).fill(1) });
    const started = performance.now();
    expect(await unsigned(wide)).toBe('400 shape.width');
    expect(performance.now() - started).toBeLessThan(100);
  });

  it('R08: two hundred addressees pass, one more is refused as shape.width, in the object too', async () => {
    const people = (count: number) => Array.from({ length: count }, (_, n) => `https://h.test/u/${n}`);
    expect(await like({ to: people(100), cc: people(100) })).toBe('accepted');
    expect(await like({ to: people(100), cc: people(100), audience: people(1) })).toBe('400 shape.width');
    expect(await like({ object: { type: 'Note', to: people(150), bcc: people(51) } })).toBe(
      '400 shape.width',
    );
    expect(await like({ tag: new Array(4970).fill(1) })).toBe('accepted');
    expect(await like({ tag: new Array(4999).fill(1) })).toBe('400 shape.width');
  });

  it('R09: forty contexts at another host are refused as ld.context, unsigned and with nothing fetched', async () => {
    const { evil } = world;
    const before = evil.requests.length;
    const contexts = Array.from({ length: 40 }, (_, n) => `${evil.origin}/context/${n}`);
    expect(await unsigned(JSON.stringify(likeBy(world.mallory, { '@context': contexts })))).toBe(
      '400 ld.context',
    );
    expect(await unsigned(JSON.stringify(likeBy(world.mallory, { '@context': [AS, contexts[0]] })))).toBe(
      '400 ld.context',
    );
    expect(await like({ object: { '@context': contexts[0], type: 'Note' } })).toBe('400 ld.context');
    expect(evil.requests).toHaveLength(before);
  });

  it('a name written twice in one object is refused as shape.duplicate', async () => {
    const { alice, mallory } = world;
    const text = JSON.stringify(likeBy(alice));
    expect(told(await world.admit(alice, text.replace('{', `{"actor":"${mallory.id}",`)))).toBe(
      '400 shape.duplicate',
    );
    expect(told(await world.admit(alice, text.replace('{', '{"\\u0061ctor":"x",')))).toBe(
      '400 shape.duplicate',
    );
    expect(
      told(await world.admit(alice, text.replace('"http://ours.test/o/1"', '{"id":"a","id":"b"}'))),
    ).toBe('400 shape.duplicate');
  });

  it('what is no JSON object in UTF-8 is refused', async () => {
    for (const text of ['', '[]', 'null', '"x"', '{', '{"a":1}}', '{"a":1,}', '\ufeff{}', "{'a':1}"]) {
      expect([text, await unsigned(text)]).toEqual([text, '400 shape.json']);
    }
    expect(await unsigned(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBe('400 shape.utf8');
  });

  it('text that a database refuses is refused: NUL and halves of surrogate pairs', async () => {
    const { alice } = world;
    const text = JSON.stringify(likeBy(alice, { content: 'HERE' }));
    const withText = async (spelled: string) => told(await world.admit(alice, text.replace('HERE', spelled)));
    expect(await withText('\\u0000')).toBe('400 shape.text');
    expect(await withText('\\ud83d')).toBe('400 shape.text');
    expect(await withText('\\ude00\\ud83d')).toBe('400 shape.text');
    expect(await withText('\\ud83d\\ude00')).toBe('accepted');
    expect(await withText('\\\\u0000 written out')).toBe('accepted');
    expect(told(await world.admit(alice, text.replace('"content"', '"con\\u0000tent"')))).toBe(
      '400 shape.text',
    );
  });

  it('names that could reach a prototype are refused as shape.name', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype', 'x'.repeat(513)]) {
      const text = JSON.stringify(likeBy(world.alice, { object: { HERE: { actor: 'x' } } })).replace(
        'HERE',
        name,
      );
      expect(told(await world.admit(world.alice, text))).toBe('400 shape.name');
    }
  });

  it('key words of JSON-LD are refused as ld.keyword, but for values with their language', async () => {
    for (const name of [
      '@id',
      '@type',
      '@graph',
      '@included',
      '@reverse',
      '@nest',
      '@index',
      '@list',
      '@set',
      '@json',
      '@',
    ]) {
      expect([name, await like({ [name]: 'x' })]).toEqual([name, '400 ld.keyword']);
      expect([name, await like({ object: { [name]: [] } })]).toEqual([name, '400 ld.keyword']);
    }
    expect(await like({ summary: { '@value': 'x', '@language': 'en' } })).toBe('accepted');
  });

  it('core words under a compact or full address are refused as ld.prefixed, others pass unread', async () => {
    const refused = [
      'as:actor',
      'as:object',
      'as:to',
      'sec:publicKey',
      'sec:proof',
      'sec:signature',
      `${AS}#actor`,
      'http://www.w3.org/ns/activitystreams#object',
      'https://w3id.org/security#publicKeyPem',
    ];
    for (const name of refused) {
      expect([name, await like({ [name]: 'x' })]).toEqual([name, '400 ld.prefixed']);
      expect([name, await like({ object: { [name]: 'x' } })]).toEqual([name, '400 ld.prefixed']);
    }
    for (const name of [
      'as:manuallyApprovesFollowers',
      'sec:assertionMethod',
      'http://joinmastodon.org/ns#featured',
    ]) {
      expect([name, await like({ object: { [name]: true } })]).toEqual([name, 'accepted']);
    }
  });

  it('only POSTs of ActivityPub or JSON, not encoded, to a path are taken', async () => {
    const message = world.sign(world.alice, likeBy(world.alice));
    const shown = async (change: Partial<typeof message>) =>
      told(await world.gate.admit({ ...message, ...change }));
    expect(await shown({ method: 'GET' })).toBe('405 http.method');
    expect(await shown({ method: 'PUT' })).toBe('405 http.method');
    expect(await shown({ url: 'http://ours.test/inbox' })).toBe('400 http.target');
    expect(await shown({ url: '*' })).toBe('400 http.target');
    expect(await shown(withHeader(message, 'content-encoding', 'gzip'))).toBe('415 http.encoding');
    for (const type of [
      null,
      'text/plain',
      'application/x-www-form-urlencoded',
      'text/html',
      'application/jsonx',
    ]) {
      expect(await shown(withHeader(message, 'content-type', type))).toBe('415 http.content_type');
    }
    for (const type of [
      `application/ld+json; profile="${AS}"`,
      'Application/Activity+JSON; charset=utf-8',
      'application/json',
    ]) {
      const sent = withHeader(world.sign(world.alice, likeBy(world.alice)), 'content-type', type);
      expect(told(await world.gate.admit(sent))).toBe('accepted');
    }
  });
});

describe('a @context', () => {
  const check = createContextCheck();
  const accepts = (context: unknown, place: ContextPlace = 'document'): boolean =>
    check.check(context, place).accepted;
  const inline = (terms: Readonly<Record<string, unknown>>) => accepts([AS, terms]);

  it('R09: of known addresses is accepted, in which ActivityStreams must be', () => {
    expect(accepts(AS)).toBe(true);
    expect(accepts([AS, 'https://w3id.org/security/v1', 'https://gotosocial.org/ns'])).toBe(true);
    expect(accepts([AS, 'https://w3id.org/guildhall/ns#', 'https://w3id.org/guildhall/ns'])).toBe(true);
    for (const context of [
      null,
      5,
      [],
      [null],
      [[AS]],
      'https://w3id.org/security/v1',
      [AS, null],
      [AS, `${AS}#`],
    ]) {
      expect([context, accepts(context)]).toEqual([context, false]);
    }
    expect(accepts('https://w3id.org/security/v1', 'object')).toBe(true);
  });

  it('that gives core words another meaning by a known address must be followed by ActivityStreams', () => {
    expect(accepts([AS, 'http://schema.org/'])).toBe(false);
    expect(accepts(['http://schema.org/', AS])).toBe(true);
    expect(accepts(['https://w3id.org/identity/v1', AS])).toBe(true);
    expect(accepts([AS, 'https://w3id.org/identity/v1'])).toBe(false);
    expect(accepts('http://schema.org/', 'object')).toBe(false);
    expect(accepts('https://w3id.org/identity/v1', 'signature')).toBe(true);
    expect(accepts('http://evil.test/', 'signature')).toBe(false);
  });

  it('may define words of its own, the way other servers do', () => {
    expect(
      inline({ toot: 'http://joinmastodon.org/ns#', Emoji: 'toot:Emoji', sensitive: 'as:sensitive' }),
    ).toBe(true);
    expect(inline({ movedTo: { '@id': 'as:movedTo', '@type': '@id' }, Hashtag: 'as:Hashtag' })).toBe(true);
    expect(
      inline({ Key: 'sec:Key', vcard: 'http://www.w3.org/2006/vcard/ns#', id: '@id', type: '@type' }),
    ).toBe(true);
    expect(inline({ quote: { '@id': 'https://w3id.org/fep/044f#quote', '@type': '@id' } })).toBe(true);
    expect(inline({ '@language': 'und' })).toBe(true);
  });

  it('must not give a core word another meaning', () => {
    for (const meaning of [
      'as:object',
      'http://evil.test/actor',
      '@id',
      '_:x',
      { '@id': 'as:target' },
      null,
      {},
    ]) {
      expect([meaning, inline({ actor: meaning })]).toEqual([meaning, false]);
    }
    expect(inline({ id: 'http://evil.test/id' })).toBe(false);
    expect(inline({ publicKey: 'http://evil.test/key' })).toBe(false);
    expect(inline({ as: 'http://evil.test/ns#' })).toBe(false);
    expect(inline({ sec: 'http://evil.test/ns#' })).toBe(false);
  });

  it('must not give a core word, its name space or a key word a second name', () => {
    const aliases = [
      'as:actor',
      `${AS}#actor`,
      'actor',
      '@id',
      '@type',
      '@graph',
      '@reverse',
      'id',
      `${AS}#`,
      AS,
      'as',
    ];
    for (const meaning of [
      ...aliases,
      'https://www.w3.org/',
      'https:',
      'https://w3id.org/security#',
      'as:anything',
      '',
    ]) {
      expect([meaning, inline({ sender: meaning })]).toEqual([meaning, false]);
    }
    expect(inline({ ns: 'https://www.w3.org/ns/activitystreams#act', sender: 'ns:or' })).toBe(false);
    expect(inline({ a: 'b:ctor', b: `${AS}#a` })).toBe(false);
    expect(accepts([AS, { p: `${AS}#`, sender: 'p:actor' }, { p: 'http://fine.test/' }])).toBe(false);
    expect(accepts([AS, { p: 'http://fine.test/' }, { p: `${AS}#` }])).toBe(false);
  });

  it('must not set how all words are read, nest, import or reverse', () => {
    for (const terms of [
      { '@vocab': 'http://evil.test/' },
      { '@base': 'http://evil.test/' },
      { '@import': 'http://evil.test/' },
      { '@propagate': false },
      { '@version': 1.1 },
      { likers: { '@reverse': 'as:likes' } },
      { box: { '@id': 'http://x.test/box', '@context': { actor: 'as:object' } } },
      { box: { '@id': 'http://x.test/box', '@container': '@graph' } },
      { box: { '@id': '@nest' } },
      { 'as:actor': 'http://x.test/actor' },
      { [`${AS}#actor`]: 'http://x.test/actor' },
      { __proto__x: 'http://x.test/', ['__proto__']: 'as:actor' },
    ]) {
      expect([terms, inline(terms)]).toEqual([terms, false]);
    }
  });

  it('is bounded in its parts and words', () => {
    const many = Object.fromEntries(Array.from({ length: 301 }, (_, n) => [`w${n}`, `http://x.test/${n}`]));
    expect(inline(many)).toBe(false);
    expect(accepts([AS, ...Array.from({ length: 32 }, () => ({}))])).toBe(false);
  });

  it('of our own documents is accepted by our own gate', () => {
    for (const context of [activityContext, postContext, actorContext, workContext])
      expect(accepts(context)).toBe(true);
  });

  it('keeps its verdict the same when asked again, and among many others', () => {
    const good = [AS, { toot: 'http://joinmastodon.org/ns#' }];
    const bad = [AS, { actor: 'as:object' }];
    for (let n = 0; n < 1200; n += 1) {
      check.check([AS, { [`w${n}`]: 'http://x.test/' }], 'document');
      if (n % 100 === 0) expect([accepts(good), accepts(bad)]).toEqual([true, false]);
    }
  });
});
