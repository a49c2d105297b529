import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('a type is written as Epicyon does only in what somebody does, and never as anything but a word', async () => {
    const occupation = { '@type': 'Occupation', skills: ['mending:80'], estimatedSalary: { '@type': 'A' } };
    expect(await like({ hasOccupation: [occupation] })).toBe('accepted');
    expect(await like({ object: { hasOccupation: { ...occupation, '@id': 'x' } } })).toBe('400 ld.keyword');
    expect(await like({ hasOccupation: { '@type': { '@id': 'x' } } })).toBe('400 shape.type');
    expect(await like({ hasOccupation: occupation, object: { '@type': 'Like' } })).toBe('400 ld.keyword');
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
