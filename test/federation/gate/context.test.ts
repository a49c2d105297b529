import { describe, expect, it } from 'vitest';
import { type ContextPlace, createContextCheck } from '../../../federation/gate/context.ts';
import {
  activityContext,
  actorContext,
  postContext,
  workContext,
} from '../../../federation/wire/vocabulary.ts';

const AS = 'https://www.w3.org/ns/activitystreams';

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

  it('may name the context Pleroma and Akkoma serve on each server, and nothing that only looks like it', () => {
    expect(accepts([AS, 'https://akkoma.test/schemas/litepub-0.1.jsonld', { '@language': 'und' }])).toBe(
      true,
    );
    for (const address of [
      'https://e.test/x/schemas/litepub-0.1.jsonld',
      'https://e.test/schemas/litepub-0.1.jsonld?x',
      'https://e.test/schemas/litepub-0.2.jsonld',
    ]) {
      expect([address, accepts([AS, address])]).toEqual([address, false]);
    }
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
